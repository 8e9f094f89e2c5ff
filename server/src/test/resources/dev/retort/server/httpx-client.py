import sys

import httpx

root = sys.argv[1]

created = httpx.post(root, data={"query_name": "foo", "query_sequence": "MKTAYIAK", "program": "copy"})
assert created.status_code == 200, created.text
assert created.json()["Query created"]["query_sequence"] == "MKTAYIAK", created.text
assert httpx.get(root + "backlog/").json()[0].startswith("return_backlog - Currently ")

with httpx.Client(base_url=root, timeout=60) as client:
    ended = client.post(
        "/v1/programs/copy/experiments",
        json={"query_name": "foo", "query_sequence": "MKTAYIAK"},
        headers={"Prefer": "wait=60, links=absolute"},
    )
    assert ended.status_code == 200, ended.text
    assert ended.json()["status"] == "finished", ended.text
    assert client.get(ended.json()["links"]["result"]).text == "MKTAYIAK"

    files = {"query_sequence": ("query.fasta", b"\xff\x00>", "application/octet-stream")}
    upload = client.post(
        "/v1/programs/copy/experiments",
        data={"query_name": "bar"},
        files=files,
        headers={"Prefer": "wait=60"},
    )
    assert upload.status_code == 200, upload.text
    assert client.get(upload.json()["links"]["result"]).content == b"\xff\x00>"

    problem = client.post("/v1/programs/copy/experiments", data={"query_name": "baz"})
    assert problem.status_code == 422, problem.text
    assert problem.json()["errors"][0]["pointer"] == "/query_sequence", problem.text
print("done")
