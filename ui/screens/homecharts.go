package screens

import (
	"slices"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/chart"
)

// clusterChartLines is how many lines of a large first screen the charts of a cluster take: a title, and two charts.
func clusterChartLines(f *homeFace) int {
	if _, _, ok := charted(f); !ok {
		return 0
	}
	return 2 + 2*chartHeight
}

// charted is the cluster of the problem under the cursor, else the first one, and what its services use; false where that is not
// known, or there is no room.
func charted(f *homeFace) (name string, u inspect.Usage, ok bool) {
	rows := f.feed.last.pulse.Rows
	if !f.wide() || f.height < moreHeight || len(rows) == 0 {
		return "", u, false
	}
	name = rows[0].Cluster.Name
	if on, selected := f.panes.worst.Selected(); selected {
		name = on.Cluster
	}
	u, ok = f.feed.meter.Together(name)
	return name, u, ok
}

// clusterCharts are what the services of a cluster used in the last hour, with the deployments that began in it.
func clusterCharts(f *homeFace, width int) []string {
	name, u, ok := charted(f)
	if !ok {
		return nil
	}
	var moments []chart.Moment
	for _, h := range slices.Backward(f.feed.last.changes) {
		if h.Cluster == name && h.Kind == "deployment" {
			moments = append(moments, chart.Moment{At: h.At, Label: h.Label})
		}
	}
	lines := []string{"", partTitle(f.theme, "TOGETHER IN "+name, "1 h", width, false)}
	for _, one := range figuresOf(u.Load(), u) {
		for _, line := range one.plot(u.Load(), moments, f.more.zone, width, chartHeight) {
			text := ""
			for _, span := range line {
				text += f.theme.Paint(span.Tone, span.Text)
			}
			lines = append(lines, text)
		}
	}
	return lines
}
