package logs

import (
	"fmt"
	"strconv"
	"time"
)

// events is what a container writes in one turn: mostly one event, or several where it writes a stack trace line by line.
func (s source) events(r *roll, at time.Time, turn float64) []string {
	switch s.output.Container {
	case "envoy":
		return []string{envoy(r, at)}
	case "datadog":
		return []string{agent(r, at)}
	case "router":
		return []string{"[" + at.Format("2006/01/02 15:04:05") + "] [ info] [output:cloudwatch_logs:cloudwatch_logs.1] Sent " + strconv.Itoa(int(r.below(90))) + " events"}
	}
	if turn == 0 {
		return []string{s.greeting(at)}
	}
	q := s.request(r, at)
	switch sum(s.output.Family) % 5 {
	case 0:
		return q.json()
	case 1:
		return q.logfmt()
	case 2:
		return q.java()
	case 3:
		return q.python()
	}
	return q.access()
}

// request is something that a service did, which it may write down in several ways.
type request struct {
	service, path, method, id, user string
	at                              time.Time
	status, took                    int
	level, trouble                  string
	line                            int
}

// request makes up a request. A task that fails its health checks says so.
func (s source) request(r *roll, at time.Time) request {
	q := request{service: s.output.Family, at: at, method: pick(r, "GET", "GET", "GET", "POST", "PUT"), status: 200, level: "info",
		path: pick(r, "/healthz", "/v1/items/", "/v1/orders/", "/v1/carts/", "/v1/users/"), took: 1 + int(r.below(40)), line: int(r.below(400))}
	q.id, q.user = strconv.FormatUint(r.next(), 16), "u-"+strconv.FormatUint(r.below(90000)+10000, 10)
	switch n := r.below(1000); {
	case s.output.Sick && q.path == "/healthz":
		q.method, q.status, q.level, q.trouble = "GET", 500, "error", "health check failed: connection pool exhausted"
	case q.path == "/healthz":
		q.method, q.level = "GET", pick(r, "debug", "info")
	case n < 8:
		q.status, q.level, q.took, q.trouble = 504, "error", 5000, "upstream timeout after 5000ms"
	case n < 16:
		q.status, q.level, q.trouble = 500, "error", "duplicate key value violates unique constraint \"orders_pkey\""
	case n < 60:
		q.status, q.level, q.trouble = 404, "warn", "no such item"
	case n < 90:
		q.took, q.level, q.trouble = 800+int(r.below(1500)), "warn", "slow query"
	}
	if q.path != "/healthz" {
		q.path += strconv.FormatUint(r.below(9000)+1000, 10)
	}
	return q
}

func (q request) summary() string {
	text := q.method + " " + q.path + " " + strconv.Itoa(q.status) + " " + strconv.Itoa(q.took) + "ms"
	if q.trouble != "" {
		text += ": " + q.trouble
	}
	return text
}

func (q request) json() []string {
	text := `{"time":"` + q.at.Format("2006-01-02T15:04:05.000Z") + `","level":"` + q.level + `","msg":` + strconv.Quote(q.summary()) +
		`,"service":"` + q.service + `","request_id":"` + q.id + `","status":` + strconv.Itoa(q.status) + `,"duration_ms":` + strconv.Itoa(q.took) +
		`,"user":{"id":"` + q.user + `","tier":"` + []string{"free", "gold"}[q.line%2] + `"}`
	if q.status >= 500 {
		text += `,"error":{"type":"UpstreamError","stack":"UpstreamError: ` + q.trouble[:8] + `\n    at call (/app/src/upstream.js:` + strconv.Itoa(q.line) +
			`:17)\n    at async handler (/app/src/routes.js:88:5)"}`
	}
	return []string{text + "}"}
}

func (q request) logfmt() []string {
	return []string{"time=" + q.at.Format("2006-01-02T15:04:05.000Z") + " level=" + q.level + " msg=" + strconv.Quote(q.summary()) +
		" service=" + q.service + " request_id=" + q.id + " status=" + strconv.Itoa(q.status) + " duration=" + strconv.Itoa(q.took) + "ms user=" + q.user}
}

// java writes stack traces as one event for each line, as a driver without a multi-line pattern does.
func (q request) java() []string {
	level := map[string]string{"debug": "DEBUG", "info": "INFO ", "warn": "WARN ", "error": "ERROR"}[q.level]
	out := []string{q.at.Format("2006-01-02 15:04:05.000") + " " + level + " [http-nio-8080-exec-" + strconv.Itoa(q.line%16) + "] c.e." + q.service +
		".Api - " + q.summary() + " rid=" + q.id}
	if q.status >= 500 {
		out = append(out, "java.lang.IllegalStateException: "+q.trouble+" rid="+q.id,
			"\tat com.example."+q.service+".Upstream.call(Upstream.java:"+strconv.Itoa(q.line)+") rid="+q.id,
			"\tat com.example."+q.service+".Api.handle(Api.java:88) rid="+q.id,
			"\tat java.base/java.lang.Thread.run(Thread.java:1583) rid="+q.id,
			"Caused by: java.net.SocketTimeoutException: Read timed out rid="+q.id, "\t... 42 more rid="+q.id)
	}
	return out
}

// python writes a traceback as one event of many lines.
func (q request) python() []string {
	level := map[string]string{"debug": "DEBUG", "info": "INFO", "warn": "WARNING", "error": "ERROR"}[q.level]
	text := q.at.Format("2006-01-02 15:04:05,000") + " " + level + " " + q.service + ".views: " + q.summary() + " request_id=" + q.id
	if q.status >= 500 {
		text += "\nTraceback (most recent call last):\n  File \"/app/views.py\", line " + strconv.Itoa(q.line) +
			", in dispatch\n    return handler(request)\n  File \"/app/upstream.py\", line 61, in call\n    raise UpstreamError(reason)\napp.upstream.UpstreamError: " + q.trouble
	}
	return []string{text}
}

// access writes access logs.
func (q request) access() []string {
	return []string{"10.0." + strconv.Itoa(q.line%4) + "." + strconv.Itoa(q.line%250) + ` - - [` + q.at.Format("02/Jan/2006:15:04:05 -0700") + `] "` +
		q.method + " " + q.path + ` HTTP/1.1" ` + strconv.Itoa(q.status) + " " + strconv.Itoa(300+q.line) + ` "-" "` + pick(new(roll(q.line)), "curl/8.5.0", "okhttp/4.12.0", "Mozilla/5.0") +
		`" rid=` + q.id}
}

func envoy(r *roll, at time.Time) string {
	status := pick(r, 200, 200, 200, 200, 200, 200, 204, 404, 503)
	flags := map[int]string{503: "UF,URX"}[status]
	if flags == "" {
		flags = "-"
	}
	return fmt.Sprintf(`[%s] "GET /v1/items/%d HTTP/2" %d %s 0 %d %d %d "-" "ecscope-sim" "%016x" "10.0.%d.%d:8080"`, at.Format("2006-01-02T15:04:05.000Z"),
		r.below(9000), status, flags, r.below(4000), 1+r.below(60), r.below(50), r.next(), r.below(4), r.below(250))
}

func agent(r *roll, at time.Time) string {
	return fmt.Sprintf("%s UTC | TRACE | INFO | (pkg/trace/info/stats.go:91 in LogAndResetStats) | [lang:go] -> traces received: %d, traces filtered: 0, bytes: %x",
		at.Format("2006-01-02 15:04:05"), r.below(4000), r.next())
}

// greeting is the first line of a main container.
func (s source) greeting(at time.Time) string {
	return fmt.Sprintf("%s starting %s:%d, task %s", at.Format("2006-01-02T15:04:05.000Z"), s.output.Family, s.output.Revision, s.output.Task)
}

// lastWords appends what a main container writes when it is asked to end, and when it ends, if it is able to.
func (g *group) lastWords(out []event, s source, from, to int64) []event {
	o := s.output
	if nature(o.Container) > 0 {
		return out
	}
	say := func(at, heard int64, n uint64, text string) {
		if at >= from && at < to {
			out = append(out, event{at: at, ingested: heard + prompt, stream: s.name, source: s.hash, number: n, text: text})
		}
	}
	if !o.Asked.IsZero() && o.Asked.After(o.Started) {
		at := o.Asked.UnixMilli()
		say(at, at, 1<<59, "received SIGTERM, shutting down, task "+o.Task)
	}
	if o.Ended.IsZero() {
		return out
	}
	ended := o.Ended.UnixMilli()
	for i, w := range lastWords(o) {
		say(max(ended-w.before, o.Started.UnixMilli()), ended, 1<<58+uint64(i), w.text)
	}
	return out
}
