package reason

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// layer is one way to wrap a message. The group "text" is what is inside; the other groups are members of the context.
type layer struct {
	tool  string
	hint  string // that a text must hold, in any case
	match *regexp.Regexp
	// begins says that a message of ECS itself, which may quote an SDK's error, is no such layer.
	begins bool
}

// own are the beginnings of ECS's own messages: what they quote is theirs.
var own = words.Pattern(`(?i)\b(?:Cannot[a-z]+Error|ResourceInitializationError|ContainerNetworkingError|has been retried|failed to (?:create|validate|fetch)|unable to (?:pull|retrieve|place)|\(service )`)

const (
	before = `^(?P<before>.{0,300}?)`
	stamp  = `\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]|\d{1,2}:\d\d)[\d:.,]*(?: ?(?:Z|UTC|AM|PM|[+-]\d\d:?\d\d))?\]?`
)

// newLayers are all layers, from those that are outside on.
func newLayers() []layer { return slices.Concat(logLayers(), toolLayers(), sdkLayers()) }

// logLayers are what logs and terminals put before a message.
func logLayers() []layer {
	return []layer{
		// logs
		{"", "", regexp.MustCompile(`(?i)^` + stamp + `[ |:,-]+(?P<text>\S.*)$`), false},
		{"", "", regexp.MustCompile(`(?i)^(?:##\[error\]|::error(?: [^:]*)?::|[❌✖×╷│▷]+|aws: error:|fatal error:|error:|fatal:|caught error:|uncaught|panic:|failure:)[: ]*(?P<text>\S.*)$`), false},
		{"", "", regexp.MustCompile(`^\[?(?:ERROR|WARN|WARNING|INFO|FATAL|CRITICAL|DEBUG)\]?[ :|-]+(?P<text>\S.*)$`), false},
		{"", "msg=", regexp.MustCompile(`(?i)^(?:(?:level|time|ts|caller)=\S+ )*msg="(?P<text>.+?)"(?: \w+=\S+?)*?(?: (?:error|err)="?(?P<also>.+?)"?)?(?: \w+=\S+)*$`), false},
	}
}

// sdkLayers are how the CLI and the SDKs write that a call failed.
func sdkLayers() []layer {
	return []layer{
		// Python and the AWS CLI
		{"", "traceback", regexp.MustCompile(`(?i)^Traceback \(most recent call last\):.* (?P<text>[\w.]+(?:Error|Exception)\w*: .*)$`), false},
		{"AWS CLI", "when calling the", regexp.MustCompile(`(?i)` + before + `An error occurred \((?P<code>[\w.]+)\) when calling the (?P<operation>\w+) operation(?: \(reached max retries: \d+\))?:? ?(?P<text>.*)$`), true},
		// the Go SDK
		{"AWS SDK for Go", "operation error", regexp.MustCompile(`(?i)` + before + `operation error (?P<service>[\w ]+): (?P<operation>\w+), (?:exceeded maximum number of attempts, \d+, )?(?:https response error )?StatusCode: (?P<status>\d+), RequestID: (?P<request>[\w-]*), (?:api error )?(?P<code>\w+): (?P<text>.*)$`), true},
		{"AWS SDK for Go", "operation error", regexp.MustCompile(`(?i)` + before + `operation error (?P<service>[\w ]+): (?P<operation>\w+), (?P<text>.*)$`), true},
		{"AWS SDK for Go", "status code:", regexp.MustCompile(`(?i)^(?P<text>\w+(?:Exception|Error|Fault|Failure)?: .*?),? status code: (?P<status>\d+), request id: (?P<request>[\w-]+).*$`), true},
		{"AWS SDK for Go", "respmetadata", regexp.MustCompile(`(?i)^(?P<text>\w+Exception: .*?) ?\{ RespMetadata: .*$`), true},
		// the Java SDK, and what is written in Java
		{"", "request id:", regexp.MustCompile(`(?i)^(?P<text>.*?) ?\(Service: (?P<service>[\w ]+)[;,] Status Code: (?P<status>\d+)[;,](?: Error Code: (?P<code>\w+);)? Request ID: (?P<request>[\w-]+)[^)]*\)(?: \(SDK Attempt Count: \d+\))?(?P<after>.*)$`), true},
		{"AWS SDK for Java", ".amazon", regexp.MustCompile(`(?i)^(?:Exception in thread \S+ )?(?:com|software)\.amazon(?:aws|\.awssdk)?[\w.]*\.(?P<text>\w+(?:Exception|Error): .*)$`), false},
		// the Ruby SDK
		{"AWS SDK for Ruby", "::errors::", regexp.MustCompile(`^(?P<text>.*?) ?\(Aws::(?P<service>\w+)::Errors::(?P<code>\w+)\)$`), true},
		// the JavaScript SDK
		{"AWS SDK for JavaScript", " at ", regexp.MustCompile(`(?i)^(?P<text>\w+(?:Exception|Error|Fault): .*?) at (?:async )?(?:[\w.$<>]+ \(|file:|/|node:|process\.).*?(?:httpStatusCode: (?P<status>\d+).*)?$`), true},
		{"AWS SDK for JavaScript", "$metadata", regexp.MustCompile(`(?i)^(?P<text>\w+(?:Exception|Error|Fault): .*?) ?\{.*?httpStatusCode: (?P<status>\d+).*$`), true},
	}
}

// toolLayers are how tools that call AWS write it.
func toolLayers() []layer {
	return []layer{
		// Terraform
		{"Terraform", ", on ", regexp.MustCompile(`(?i)^(?:Error: )?(?P<text>.*?),? with (?P<thing>(?:module\.[\w.\[\]"'-]+\.)?aws_\w+\.[\w\[\]".'-]+), on \S+ line \d+.*$`), false},
		{"Terraform", "aws_", regexp.MustCompile(`^(?:\* )?(?P<thing>aws_\w+\.[\w\[\]".'-]+): (?P<text>\S.*)$`), false},
		{"Terraform", ": ", regexp.MustCompile(`(?i)^(?:Error: )?(?:error |failed )?(?:creating|updating|deleting|reading|modifying|registering|waiting for) (?P<thing>[\w ]+\([^)]+\))(?: [\w ]{3,30})?: (?P<text>\S.*)$`), false},
		// CloudFormation and the CDK
		{"AWS CDK", "the stack named", regexp.MustCompile(`(?i)^.*?The stack named (?P<thing>\S+) failed [^:]*: \w+(?: \([^)]*\))?:? (?P<text>\S.*)$`), false},
		{"CloudFormation", "resource handler", regexp.MustCompile(`(?i)^.*?Resource handler returned message: "?(?P<text>.*?)"? \(RequestToken: (?P<request>[\w-]+), HandlerErrorCode: (?P<handler>\w+)\).*$`), false},
		{"CloudFormation", "_failed", regexp.MustCompile(`(?i)^(?:[\w-]+ )?(?:\| )?(?:\d+/\d+ \| )?(?:` + stamp + ` \| )?(?:CREATE|UPDATE|DELETE)_FAILED ?[|:]? ?(?:AWS::[\w:]+) ?[|:]? ?(?P<thing>[\w/.() -]+?) ?[|:]? (?P<text>(?:Resource|The |Invalid|Exceeded|[A-Z]\w+:).*)$`), false},
		{"CloudFormation", "invalid request", regexp.MustCompile(`(?i)^Invalid request provided: (?:(?P<operation>\w+) (?:Invalid Request|error): ?)?(?P<text>\S.*)$`), false},
		{"CloudFormation", "taskdefinition:", regexp.MustCompile(`(?i)^(?P<operation>Create|Register) TaskDefinition: (?P<text>\S.*)$`), false},
		// CodeDeploy
		{"CodeDeploy", "error message:", regexp.MustCompile(`(?i)^.*?(?:Deployment (?P<thing>d-\w+) failed\. )?(?:Error code: (?P<code>[A-Z_]+)[;,.] )?Error message: (?P<text>.*)$`), false},
		{"CodeDeploy", "_", regexp.MustCompile(`^(?P<code>[A-Z]+(?:_[A-Z]+)+): (?P<text>(?:The|Only|A) .*)$`), false},
		{"CodeDeploy", "unexpected error:", regexp.MustCompile(`(?i)^.*?The ECS service cannot be updated due to an unexpected error: (?P<text>.*?)(?:[. ]*Check your ECS service status\.?)?$`), false},
		{"CodeDeploy", "following error:", regexp.MustCompile(`(?i)^.*?The ELB could not be updated due to the following error: (?P<text>.*)$`), false},
	}
}

// peel takes one layer off, and notes what it says.
func (r *Reader) peel(line string, c *Context) (string, bool) {
	lower := strings.ToLower(line)
	for _, l := range r.layers {
		if !strings.Contains(lower, l.hint) || l.begins && own().MatchString(line[:min(len(line), 240)]) {
			continue
		}
		m := l.match.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		group := func(name string) string {
			if i := l.match.SubexpIndex(name); i >= 0 {
				return m[i]
			}
			return ""
		}
		c.note(l.tool, group)
		text := Line(group("text"))
		if also := group("also"); also != "" {
			text += ": " + Line(also)
		}
		return text, true
	}
	return line, false
}

// note keeps what the outermost layer that knows it says.
func (c *Context) note(tool string, group func(string) string) {
	set := func(member *string, value string) {
		if *member == "" {
			*member = strings.TrimSpace(value)
		}
	}
	set(&c.Tool, tool)
	set(&c.Service, group("service"))
	set(&c.Operation, group("operation"))
	set(&c.Request, group("request"))
	set(&c.Handler, group("handler"))
	set(&c.Thing, group("thing"))
	if code := group("code"); code != "" && (c.Code == "" || code != strings.ToUpper(code)) {
		c.Code = code // what the API answered counts for more than what CodeDeploy calls it
	}
	if n, err := strconv.Atoi(group("status")); err == nil && c.Status == 0 {
		c.Status = n
	}
}
