// Draws a table as bars or lines in the figure above it: the first cell of a row is its name, the others are numbers.
const number = (cell) => { const text = cell.textContent.trim().replaceAll(",", ""); return text === "" || Number.isNaN(Number(text)) ? null : Number(text); };
for (const table of document.querySelectorAll("table[data-chart]")) {
  const figure = document.getElementById(table.dataset.figure);
  const rows = [...table.tBodies[0].rows].filter((row) => row.cells.length > 1);
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const drawn = heads.map((head, at) => ({ head, at: at + 1 })).filter(({ head, at }) => !("left" in head.dataset) && rows.some((row) => number(row.cells[at]) !== null));
  const lines = table.dataset.chart === "line";
  if (drawn.length === 0 || rows.length < (lines ? 2 : 1)) continue;
  const { init } = await import("/static/vendor/charts.js");
  figure.hidden = false;
  const place = figure.querySelector(".chart");
  const ink = getComputedStyle(document.body).color;
  const names = rows.map((row) => row.cells[0].textContent.trim());
  const categories = { type: "category", data: names, inverse: !lines, axisLabel: { color: ink } };
  const values = { type: "value", axisLabel: { color: ink }, splitLine: { lineStyle: { opacity: 0.3 } } };
  const chart = init(place, null, { renderer: "svg", height: lines ? 280 : Math.max(140, 60 + rows.length * 30) });
  chart.setOption({
    animation: false, aria: { enabled: false }, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 24, top: drawn.length > 1 ? 36 : 12, bottom: 4, containLabel: true },
    legend: drawn.length > 1 ? { top: 0, textStyle: { color: ink } } : undefined,
    tooltip: { renderMode: "richText", trigger: lines ? "axis" : "item" },
    xAxis: lines ? categories : values, yAxis: lines ? values : categories,
    series: drawn.map(({ head, at }) => ({ name: head.textContent.trim(), type: table.dataset.chart, barMaxWidth: 18, connectNulls: false, data: rows.map((row) => number(row.cells[at])) })),
  });
  addEventListener("resize", () => chart.resize());
}
