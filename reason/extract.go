package reason

import (
	"regexp"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// finder takes values out of a text: those of the groups of its expression, which have the names of values. A text that
// lacks the hint, in lower case, has none.
type finder struct {
	hint  string
	match *regexp.Regexp
}

func newFinders() []finder {
	var finders []finder
	for _, one := range append(whoAndWhat(), whereAndHow()...) {
		finders = append(finders, finder{one[0], regexp.MustCompile("(?i)" + one[1])})
	}
	return finders
}

// group matches a word, in quotes or not, as the value of a name.
func group(n Name) string { return `['"\[(]*(?P<` + string(n) + `>[\w][\w./-]*)` }

// whoAndWhat finds principals, services, tasks, containers and numbers: a hint and an expression each.
func whoAndWhat() [][2]string {
	return [][2]string{
		{"not authorized to perform", `(?:User:? |user )?(?P<who>arn:\S+|User \S+)? ?(?:is )?not authorized to perform:? (?P<action>[\w-]+:[\w*]+)(?: on (?:the )?resource: (?P<resource>[^\s,]+))?`},
		{"unauthorized to perform", `unauthorized to perform:? (?P<action>[\w-]+:[\w*]+)`},
		{"json key", `json key ` + group(Key)},
		{"parameters: ", `invalid (?:ssm )?parameters?: (?P<parameter>[^\s,\]]+)`},
		{"service", `(?:\(service |\bservice \()(?P<service>[\w-]+)[,)]|^(?:\S+Z? )?service (?P<service>[\w-]+) (?:was|has|is|could)\b`},
		{"ecs service (", `ECS service \((?P<service>[\w-]+)\)`},
		{"(task ", `\(task (?P<task>[0-9a-f-]{8,})`},
		{"deployment", `\bdeployment(?:id)? (?P<deployment>ecs-svc/\d+)`},
		{"taskset", `taskset (?P<taskSet>ecs-svc/\d+)`},
		{"d-", `\b(?P<codeDeployment>d-[0-9A-Z]{9})\b`},
		{"target", `\(?target.?group (?:arn |with targetgrouparn )?(?P<targetGroup>[\w-]{2,32})\)`},
		{"(elb ", `\(elb (?P<loadBalancer>[\w-]+)\)`},
		{"container-instance ", `container-instance (?P<containerInstance>[0-9a-f-]{8,})`},
		{"codes: [", `codes: \[(?P<codes>\d{3})`},
		{"port", `\((?:port (?P<port>\d+))\)|(?:container|host) ?port (?P<port>\d+)|Bind for \S+:(?P<port>\d+) failed|host port '?(?P<port>\d+)|port (?P<port>\d+) (?:is|was|defined)|listen(?:ing)? on (?:port )?:?(?P<port>\d+)`},
		{"container", `\bthe container name (?:is|has|can)\b|\bcontainer (?:named |\+ )?['"\[](?P<container>[\w-]+)['"\]]|\bThe container (?P<container>[\w-]+) (?:does not|did not|is not)|for container ['"](?P<container>[\w-]+)|dependency \[(?P<container>[\w-]+)\]`},
		{"exec: ", `exec: "(?P<executable>[^"]+)"|exec: '(?P<executable>[^']+)'`},
		{"fork/exec", `fork/exec (?P<executable>\S+):`},
		{"exec /", `exec (?P<executable>/\S+): exec format`},
		{"exit", `exit(?:ed)?(?: with)?(?: non-zero)?(?: exit)?(?: code| status)?[:= ]+(?P<exitCode>-?\d{1,10}|0x[0-9a-f]{8})\b`},
		{"limit", `limit (?:of|is) (?P<limit>\d+)|(?:maximum|limit)\w*[:=] ?(?P<limit>\d+)`},
		{"under protection", `(?P<count>\d+) tasks? under protection`},
		{"could not launch", `could not launch (?P<count>\d+) tasks`},
		{"desired count to", `desired count to (?P<count>\d+)`},
		{"retried", `retried (?P<retries>\d+) time`},
		{"at most", `at most (?P<limit>\d+)`},
		{"more than", `more than (?P<limit>\d+)`},
	}
}

// whereAndHow finds images, hosts, files, limits and the parts of the account around a task.
func whereAndHow() [][2]string {
	return [][2]string{
		{"activated alarm", `activated alarms?: <?(?P<alarm>[\w-]+(?:/[\w./-]+)?)`},
		{"alarm", `alarm (?P<alarm>[\w-]+(?:/[\w./-]+)?) in state`},
		{"policy", `triggered policy (?P<policy>[\w./:-]+)`},
		{"no matching manifest", `no matching manifest for (?P<platform>(?:linux|windows)/[\w/]+)`},
		{"platform", `platform ['"]?(?P<platform>(?:linux|windows)/[\w/.]+)`},
		{"/dev/", `["' ](?P<device>/dev/[\w./-]+)`},
		{"dial tcp", `dial tcp:? (?P<address>[\d.]+:\d+|\[[0-9a-f:]+\]:\d+)`},
		{"lookup ", `lookup (?P<host>[\w.-]+)(?: on (?P<address>[\d.]+:\d+))?`},
		{"http", `(?:Get|Post|Head|Put) "?https?://(?P<host>[\w.-]+)|endpoint(?: url)?: ?"?https?://(?P<host>[\w.-]+)`},
		{"log group", `log group:? ['"]?(?P<logGroup>/?[\w.-]+/[\w./#-]+|['"][\w.-]+['"])`},
		{"bucket", `with key (?P<object>\S+) from bucket (?P<bucket>[\w.-]+)|\bbucket ['"](?P<bucket>[a-z0-9][a-z0-9.-]{2,62})['"]`},
		{"capacity provider", `capacity provider:? (?P<capacityProvider>['"(][\w-]+|[\w-]*[\d_-][\w-]*)`},
		{"capacityprovider", `\bcapacityprovider[: ]+['"]?(?P<capacityProvider>[\w-]+)`},
		{"launch", `launch.?type '?(?P<launchType>FARGATE|EC2|EXTERNAL)`},
		{"role", `\brole ['"](?P<role>[\w+=,.@-]+)['"]`},
		{"secret", `\bsecret ['"](?P<secret>[\w/+=.@-]+)['"]|secret with name ['"]?(?P<secret>[\w/+=.@-]+)`},
		{"volume", `\bvolume (?:name )?['"](?P<volume>[\w-]+)['"]|\bvolume referenced: (?P<volume>[\w-]+)|\bvolume (?P<volume>[\w-]+) does not`},
		{"log-opt", `log.opt:? "?(?P<option>[\w-]+)`},
		{"parameter in", `Unknown parameter in .{1,80}?: "(?P<option>\w+)"`},
		{"unexpected key", `Unexpected key '(?P<option>\w+)'`},
		{"tag ", `\bTag (?P<tag>[\w][\w.-]*) not found`},
		{"options", `options: (?P<option>[\w, -]+)`},
		{"document", `document (?:with name )?['"]?(?P<document>[\w-]+)['"]? (?:does not|not)`},
		{"sessionid", `SessionId:? (?P<session>[\w-]+)`},
		{"instance type", `instance type (?:\(|['"])?(?P<instanceType>[a-z][\w-]*\d[\w-]*\.[\w-]+)`},
		{"/v2/", `/v2/(?P<repository>[a-z0-9._/-]+)/(?:manifests/(?:(?P<digest>sha256:[0-9a-f]+)|(?P<tag>[\w][\w.-]*))|blobs/)`},
		{"revision number", `revision number\. number: (?P<taskDefinition>\S+)`},
		{"hook", `lifecycle hook (?:failed|timed|has|had|is|was|did|returned)\b|lifecycle hook (?P<hook>[\w-]+)`},
		{"namespace", `namespace ['"]?(?P<namespace>ns-\w+|[\w-]+\.[\w.-]+)`},
		{"auto scaling group", `auto ?scaling ?group[: ]+['"(]?(?P<autoScalingGroup>[\w-]*[\d_-][\w-]*)`},
		{"cluster", `\bcluster[: ]+['"(](?P<cluster>[\w-]+)|\bIdentifier is for cluster (?P<cluster>[\w-]+)|associated with cluster: (?P<cluster>[\w-]+)`},
		{"resource:", `(?-i:RESOURCE: ?(?P<unit>[A-Z]+))`},
	}
}

// ids are the identifiers of EC2 and its neighbors.
var (
	ids     = words.Pattern(`\b(subnet|sg|vpc|mi|i|vol|eni|fs|snap)-[0-9a-f]{3,17}\b`)
	arns    = words.Pattern(`\barn:aws[\w-]*:[\w-]+:[\w-]*:\d*:[^\s'"` + "`" + `,;)\]}]+`)
	zones   = words.Pattern(`\b((?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-[a-z]+)+-\d)([a-z]?)\b`)
	ecr     = words.Pattern(`(\d{1,12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws|on)[a-z.]*`)
	ignored = words.Pattern(`^(?:sha256|https?|tcp|latest)$`)
)

// Facts takes out what a text names: one line, as Line makes it. Nothing is made up: what is not there is not in the values.
func (r *Reader) Facts(line string) Values {
	var v Values
	if len(line) > longest {
		line = strings.ToValidUTF8(line[:longest], "")
	}
	lower := strings.ToLower(line)
	for _, f := range r.finders {
		if !strings.Contains(lower, f.hint) {
			continue
		}
		names := f.match.SubexpNames()
		for _, m := range f.match.FindAllStringSubmatch(line, most) {
			for i, n := range names {
				if n != "" && m[i] != "arn" { // the head of an ARN, which is taken apart below
					v.Add(Name(n), trimmed(m[i]))
				}
			}
		}
	}
	v.caller()
	if strings.Contains(lower, "arn:aws") {
		for _, arn := range arns().FindAllString(line, most) {
			v.fromARN(strings.TrimRight(arn, ".:*"))
		}
	}
	v.images(line, lower)
	v.places(line)
	return v
}

// places are the ids of EC2 and the zones of a text. Only words with a dash are looked at.
func (v *Values) places(line string) {
	var dashed strings.Builder
	for w := range strings.FieldsSeq(line) {
		if strings.Contains(w, "-") {
			dashed.WriteString(w + " ")
		}
	}
	line = dashed.String()
	for _, id := range ids().FindAllString(line, most) {
		kind, _, _ := strings.Cut(id, "-")
		v.Add(map[string]Name{"subnet": Subnet, "sg": SecurityGroup, "vpc": VPC, "i": Instance, "mi": Instance, "vol": Volume, "eni": Interface,
			"fs": FileSystem, "snap": Snapshot}[kind], id)
	}
	for _, m := range zones().FindAllStringSubmatch(line, most) {
		if m[2] != "" {
			v.Add(Zone, m[0])
		}
		v.Add(Region, m[1])
	}
}

// most is how many values of one sort are taken at most.
const most = 8

func trimmed(s string) string { return strings.Trim(s, `'"()[]{},;:. `+"`") }

// caller is the role or the user in the principal, and the name in the resource.
func (v *Values) caller() {
	who := v.First(Who)
	_, path, ok := strings.Cut(who, ":assumed-role/")
	if ok {
		path, _, _ = strings.Cut(path, "/")
		v.Add(Caller, path)
		v.principal(who, path)
		return
	}
	if _, user, ok := strings.Cut(who, ":user/"); ok {
		v.Add(Caller, last(user, "/"))
		v.Add(Principal, who)
	}
}

// principal is the ARN of the role behind a session, as IAM takes it. The ARN of a session lacks the role's path, and
// roles that AWS makes have one.
func (v *Values) principal(session, role string) {
	part := strings.SplitN(session, ":", 6)
	if len(part) == 6 && !strings.HasPrefix(role, "AWSReservedSSO_") && !strings.HasPrefix(role, "AWSServiceRoleFor") {
		v.Add(Principal, "arn:"+part[1]+":iam::"+part[4]+":role/"+role)
	}
}
