CREATE TEMP TABLE segments AS
SELECT unnest(from_json($segments,
  '[{"segment_id": "VARCHAR", "region": "VARCHAR", "topic": "VARCHAR", "kind": "VARCHAR", "pixels": ["VARCHAR"]}]'
), recursive := true)
