// The parts of ECharts that the pages draw with. SVG, so that text is searchable and prints sharp.
import { BarChart, HeatmapChart, LineChart, SankeyChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, GridComponent, HeatmapChart, LabelLayout, LegendComponent, LineChart, MarkLineComponent,
  SankeyChart, ScatterChart, SVGRenderer, TitleComponent, TooltipComponent, VisualMapComponent,
]);

export { init };
