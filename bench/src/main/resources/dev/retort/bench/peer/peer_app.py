"""The peer of `retort bench --peers`: a FastAPI app with the two compatible routes, which holds its backlog in a
dictionary. Its background work is a coroutine that waits for five seconds."""

import asyncio
import logging
import time

from fastapi import BackgroundTasks, FastAPI, Request

logging.basicConfig(level=logging.INFO, format="%(levelname)-9s %(asctime)s - %(name)s - %(message)s")
log = logging.getLogger("peer")
app = FastAPI()
backlog = {}


async def work(key):
    backlog[key]["status"] = "running"
    await asyncio.sleep(5)
    del backlog[key]
    log.info("%s finished with return code 0", key)


async def begin(key):
    asyncio.get_running_loop().create_task(work(key))


@app.post("/")
async def create(request: Request, background: BackgroundTasks):
    text = (await request.body()).decode("utf-8")
    fields = dict(pair.split("=") for pair in text.split("&"))
    key = f"{time.time()}-{len(backlog)}"
    query = {
        "query_name": fields["query_name"],
        "query_sequence": fields["query_sequence"],
        "experiment_id": key,
        "status": "pending",
        "experiment_dir": "/experiments/" + key,
    }
    backlog[key] = query
    background.add_task(begin, key)
    log.info("%s added", key)
    return {"Query created": query, "Query ID": key, "Backlog Length": len(backlog)}


@app.get("/backlog/")
def count():
    return [f"return_backlog - Currently {len(backlog)} jobs in the backlog."]
