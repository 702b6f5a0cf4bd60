// Draws the table of findings as stacked bars above it; a bar leads where its number leads.
const table = document.getElementById("found-table");
const rows = [...(table?.tBodies[0]?.rows ?? [])];
if (rows.length > 0) {
  const { init } = await import("/static/vendor/charts.js");
  const place = document.getElementById("found-chart");
  place.closest("figure").hidden = false;
  const colour = (name) => { const probe = document.createElement("i"); probe.className = `severity-${name}`; document.body.append(probe); const found = getComputedStyle(probe).color; probe.remove(); return found; };
  const ink = getComputedStyle(document.body).color;
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const chart = init(place, null, { renderer: "svg", height: 60 + rows.length * 34 });
  chart.setOption({
    animation: false, aria: { enabled: false }, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 24, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: { color: ink } },
    tooltip: { renderMode: "richText", trigger: "item" },
    xAxis: { type: "value", minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { opacity: 0.3 } } },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row.cells[0].textContent.trim()), axisLabel: { color: ink } },
    series: heads.map((head, at) => ({
      name: head.textContent.trim(), type: "bar", stack: "found", barMaxWidth: 22, itemStyle: { color: colour(head.dataset.severity) },
      data: rows.map((row) => Number(row.cells[at + 1].textContent)),
    })),
  });
  chart.on("click", (at) => { const link = rows[at.dataIndex].cells[at.seriesIndex + 1].querySelector("a"); if (link) location.href = link.href; });
  addEventListener("resize", () => chart.resize());
}
