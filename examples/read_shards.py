"""Read the demo's shards with plain webdataset: `.venv/bin/python examples/read_shards.py [TAR …]`."""

import json
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import webdataset as wds

shards = sys.argv[1:] or sorted(str(tar) for tar in Path("build/demo/shards").glob("train-*.tar"))
for sample in wds.WebDataset(shards, shardshuffle=False):
    tokens = np.load(BytesIO(sample["tokens.npy"]))  # int32 [length]
    documents = np.load(BytesIO(sample["segment_ids.npy"]))  # int32 [length]: 1, 2, 3 …; 0 is padding
    learned = np.load(BytesIO(sample["loss_mask.npy"]))  # uint8 [length]: 1 where the token is a target
    urls = [document["url"] for document in json.loads(sample["json"])["documents"]]
    print(sample["__key__"], tokens[:6], f"{documents.max()} documents, {learned.sum()} targets;", urls[0])
