// Draws where the money goes. The same figures stand in the table below it.
const at = document.querySelector("meta[name=flows]").content;
const flows = await (await fetch(at)).json();
const place = document.getElementById("flows");
if (flows.length === 0) {
  place.closest("figure").remove();
} else {
  const { init } = await import("/static/vendor/charts.js");
  const ink = getComputedStyle(document.body).color;
  const chart = init(place, null, { renderer: "svg" });
  const names = [...new Set(flows.flatMap((flow) => [flow.source, flow.target]))];
  place.style.height = `${Math.max(280, names.length * 34)}px`;
  chart.resize();
  const { per, unit } = place.dataset;
  const shown = (yuan) => `${(yuan / Number(per)).toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${unit}`;
  const narrow = place.clientWidth < 600;
  chart.setOption({
    animation: false, aria: { enabled: true },
    series: [{
      type: "sankey", left: 4, right: narrow ? 104 : 300, top: 8, bottom: 8, nodeGap: 12, emphasis: { focus: "adjacency" },
      data: names.map((name) => ({ name })), label: { color: ink, formatter: ({ name, value }) => (narrow ? name : `${name}  ${shown(value)}`), fontSize: narrow ? 11 : 13, width: narrow ? 96 : 290, overflow: "truncate" }, lineStyle: { color: "gradient", opacity: 0.35 },
      links: flows.map((flow) => ({ source: flow.source, target: flow.target, value: Number(flow.yuan) })),
    }],
    tooltip: { renderMode: "richText", valueFormatter: shown },
  });
  addEventListener("resize", () => chart.resize());
}
