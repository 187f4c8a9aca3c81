"""Words of workbooks taken out before docs/glossary.md settled them: still read, never written."""

SHEETS = {"里程碑": "节点"}
HEADS = {"所属专项": "所属项目群"}
ROLES = {"责任单位负责人": "unit_head"}
