import sys

import openapi_client as retort
from openapi_client.exceptions import ApiException

configuration = retort.Configuration(host=sys.argv[1].rstrip("/"))
with retort.ApiClient(configuration) as client:
    programs = retort.ProgramsApi(client)
    experiments = retort.ExperimentsApi(client)

    parameters = retort.ParametersCountLetters(letter="K", mode="fast")
    query = retort.QueryCountLetters(query_name="foo", query_sequence="MKTAYIAK", parameters=parameters)
    accepted = programs.submit_count_letters(query, idempotency_key="python-1")
    ended = experiments.show_experiment(str(accepted.experiment_id), prefer="wait=60")
    assert ended.status == retort.Status.FINISHED, ended
    assert ended.return_code == 0, ended

    upload = programs.submit_with_model(query_name="bar", model=("m.hmm", b"a model"), prefer="wait=60")
    assert upload.status == retort.Status.FINISHED, upload

    try:
        parameters.letter = "too long"
        programs.submit_count_letters(query)
        raise AssertionError("accepted")
    except (ApiException, ValueError) as refused:
        pass
print("done")
