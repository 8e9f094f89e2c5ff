import { Configuration, ExperimentsApi, ProgramsApi, ResponseError, Status } from "./client";

declare const process: { argv: string[] };

async function main(): Promise<void> {
  const configuration = new Configuration({ basePath: process.argv[2].replace(/\/$/, "") });
  const programs = new ProgramsApi(configuration);
  const experiments = new ExperimentsApi(configuration);

  const query = { queryName: "foo", querySequence: "MKTAYIAK", parameters: { letter: "K", mode: "fast" as const } };
  const accepted = await programs.submitCountLetters({ queryCountLetters: query, idempotencyKey: "typescript-1" });
  const ended = await experiments.showExperiment({ id: accepted.experimentId, prefer: "wait=60" });
  if (ended.status !== Status.Finished || ended.returnCode !== 0) {
    throw new Error(JSON.stringify(ended));
  }

  const model = new Blob(["a model"]);
  const upload = await programs.submitWithModel({ queryName: "bar", model, prefer: "wait=60" });
  if (upload.status !== Status.Finished) {
    throw new Error(JSON.stringify(upload));
  }

  query.parameters.letter = "too long";
  const refused = await programs.submitCountLetters({ queryCountLetters: query }).catch((error) => error);
  if (!(refused instanceof ResponseError) || refused.response.status !== 422) {
    throw new Error(String(refused));
  }
  console.log("done");
}

main();
