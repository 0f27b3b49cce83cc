package sim

import (
	"net/http"
	"path"
	"strconv"

	"github.com/ecscope/ecscope/sim/timetable"
	"github.com/ecscope/ecscope/sim/wire"
)

// registerTimetable gives the wire what runs tasks at set times.
func registerTimetable(s *Server, b *timetable.Book) {
	// Members of these structures begin with a small letter, and all others with a capital.
	const lower = "NetworkConfiguration CapacityProviderStrategyItem PlacementConstraint PlacementStrategy"
	events := wire.Service{Name: "events", Address: "AWSEvents", Upper: true, Lower: lower}
	wire.JSON11(s.wire, events, "ListRules", b.ListRules)
	wire.JSON11(s.wire, events, "ListRuleNamesByTarget", b.ListRuleNamesByTarget)
	wire.JSON11(s.wire, events, "DescribeRule", b.DescribeRule)
	wire.JSON11(s.wire, events, "ListTargetsByRule", b.ListTargetsByRule)
	wire.JSON11(s.wire, events, "PutRule", b.PutRule)
	wire.JSON11(s.wire, events, "PutTargets", b.PutTargets)
	wire.Silent11(s.wire, events, "EnableRule", b.EnableRule)
	wire.Silent11(s.wire, events, "DisableRule", b.DisableRule)
	scheduler := wire.Service{Name: "scheduler", Address: "Scheduler", Upper: true, Lower: lower}
	named := func(r *http.Request, in map[string]any) {
		in["Name"] = path.Base(r.URL.Path)
		if g := r.URL.Query().Get("groupName"); g != "" {
			in["GroupName"] = g
		}
	}
	wire.SignedREST(s.wire, scheduler, "GetSchedule", "GET /schedules/{}", named, b.GetSchedule)
	wire.SignedREST(s.wire, scheduler, "CreateSchedule", "POST /schedules/{}", named, b.CreateSchedule)
	wire.SignedREST(s.wire, scheduler, "UpdateSchedule", "PUT /schedules/{}", named, b.UpdateSchedule)
	wire.SignedREST(s.wire, scheduler, "ListSchedules", "GET /schedules", func(r *http.Request, in map[string]any) {
		q := r.URL.Query()
		for _, name := range []string{"NamePrefix", "NextToken", "State", "MaxResults"} {
			if q.Has(name) {
				in[name] = q.Get(name)
			}
		}
		if n, err := strconv.Atoi(q.Get("MaxResults")); err == nil {
			in["MaxResults"] = n
		}
		if q.Has("ScheduleGroup") {
			in["GroupName"] = q.Get("ScheduleGroup")
		}
	}, b.ListSchedules)
}
