import java.nio.file.Files;
import java.nio.file.Path;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ExperimentsApi;
import org.openapitools.client.api.ProgramsApi;
import org.openapitools.client.model.Experiment;
import org.openapitools.client.model.ParametersCountLetters;
import org.openapitools.client.model.QueryCountLetters;
import org.openapitools.client.model.Status;

final class Main {
  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0].replaceFirst("/$", ""));
    ProgramsApi programs = new ProgramsApi(client);
    ExperimentsApi experiments = new ExperimentsApi(client);

    QueryCountLetters query =
        new QueryCountLetters()
            .queryName("foo")
            .querySequence("MKTAYIAK")
            .parameters(
                new ParametersCountLetters()
                    .letter("K")
                    .mode(ParametersCountLetters.ModeEnum.FAST));
    Experiment accepted = programs.submitCountLetters(query, null, "java-1");
    Experiment ended =
        experiments.showExperiment(accepted.getExperimentId().toString(), "wait=60");
    require(ended.getStatus() == Status.FINISHED, ended);
    require(ended.getReturnCode() == 0, ended);

    Path model = Files.writeString(Path.of(arguments[1]), "a model");
    Experiment upload =
        programs.submitWithModel(
            "bar", model.toFile(), null, "wait=60", null, null, null, null, null, null, null);
    require(upload.getStatus() == Status.FINISHED, upload);

    try {
      query.getParameters().letter("too long");
      programs.submitCountLetters(query, null, null);
      throw new AssertionError("accepted");
    } catch (ApiException refused) {
      require(refused.getCode() == 422, refused.getResponseBody());
    }
    System.out.println("done");
  }

  private static void require(boolean condition, Object otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
