-- Lines of segments that are not of the night.
SELECT lines.segment, count(*) AS ids
FROM {{adopted_lines}} AS lines
LEFT JOIN {{adopted_segments}} AS targets ON targets.segment = lines.segment
WHERE targets.segment IS NULL
GROUP BY lines.segment
ORDER BY lines.segment
