package reason

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Name says what a value is: which kind of thing a text names.
type Name string

// What a text can name. Who is the principal as IAM writes it, Caller the role or user in it, Principal that one's ARN, Resource what the action was
// meant for; Secret, Parameter and so on are names, never ARNs, unless the name ends in ARN.
const (
	Account          Name = "account"
	Action           Name = "action"
	Address          Name = "address"
	Alarm            Name = "alarm"
	Bucket           Name = "bucket"
	Caller           Name = "caller"
	CapacityProvider Name = "capacityProvider"
	Cluster          Name = "cluster"
	CodeDeployment   Name = "codeDeployment"
	Codes            Name = "codes"
	Container        Name = "container"
	Instances        Name = "containerInstance"
	Count            Name = "count"
	Deployment       Name = "deployment"
	Device           Name = "device"
	Digest           Name = "digest"
	Document         Name = "document"
	ExitCode         Name = "exitCode"
	Executable       Name = "executable"
	Field            Name = "field"
	FileSystem       Name = "fileSystem"
	Function         Name = "function"
	Group            Name = "autoScalingGroup"
	Host             Name = "host"
	Hook             Name = "hook"
	Image            Name = "image"
	Instance         Name = "instance"
	InstanceType     Name = "instanceType"
	Interface        Name = "networkInterface"
	Key              Name = "key"
	KMSKey           Name = "kmsKey"
	LaunchType       Name = "launchType"
	Limit            Name = "limit"
	Listener         Name = "listener"
	LoadBalancer     Name = "loadBalancer"
	LogGroup         Name = "logGroup"
	Namespace        Name = "namespace"
	Object           Name = "object"
	Option           Name = "option"
	Parameter        Name = "parameter"
	Path             Name = "path"
	Platform         Name = "platform"
	Policy           Name = "policy"
	Port             Name = "port"
	Principal        Name = "principal"
	Region           Name = "region"
	Registry         Name = "registry"
	Repository       Name = "repository"
	Resource         Name = "resource"
	Retries          Name = "retries"
	Revision         Name = "taskDefinition"
	Role             Name = "role"
	Secret           Name = "secret"
	SecretARN        Name = "secretArn"
	SecurityGroup    Name = "securityGroup"
	Service          Name = "service"
	Session          Name = "session"
	Signal           Name = "signal"
	Snapshot         Name = "snapshot"
	Subnet           Name = "subnet"
	Tag              Name = "tag"
	TargetGroup      Name = "targetGroup"
	TargetGroupARN   Name = "targetGroupArn"
	Task             Name = "task"
	TaskSet          Name = "taskSet"
	Unit             Name = "unit"
	Volume           Name = "volume"
	VPC              Name = "vpc"
	Who              Name = "who"
	Zone             Name = "zone"
)

// Names are all names that there are.
func Names() []Name {
	return []Name{Account, Action, Address, Alarm, Bucket, Caller, CapacityProvider, Cluster, CodeDeployment, Codes, Container, Instances,
		Count, Deployment, Device, Digest, Document, ExitCode, Executable, Field, FileSystem, Function, Group, Host, Hook, Image, Instance,
		InstanceType, Interface, Key, KMSKey, LaunchType, Limit, Listener, LoadBalancer, LogGroup, Namespace, Object, Option, Parameter,
		Path, Platform, Policy, Port, Principal, Region, Registry, Repository, Resource, Retries, Revision, Role, Secret, SecretARN, SecurityGroup, Service,
		Session, Signal, Snapshot, Subnet, Tag, TargetGroup, TargetGroupARN, Task, TaskSet, Unit, Volume, VPC, Who, Zone}
}

// Words is the name as people say it: "log group" for logGroup.
func (n Name) Words() string {
	switch n {
	case VPC:
		return "VPC"
	case KMSKey:
		return "KMS key"
	case TargetGroupARN:
		return "target group ARN"
	case SecretARN:
		return "secret ARN"
	case Codes:
		return "HTTP code"
	case Limit:
		return "limit"
	}
	var b strings.Builder
	for _, r := range string(n) {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// numeric says that a value of the name is a number where it looks like one.
func (n Name) numeric() bool {
	return slices.Contains([]Name{Codes, Count, ExitCode, Limit, Port, Retries}, n)
}

// Value is something that a text names.
type Value struct {
	Name Name
	Text string
}

// Values are what a text names, in the order in which it was found. A name may have several.
type Values []Value

// First is the first value of a name; empty where there is none.
func (v Values) First(n Name) string {
	for _, one := range v {
		if one.Name == n {
			return one.Text
		}
	}
	return ""
}

// All are the values of a name.
func (v Values) All(n Name) []string {
	var all []string
	for _, one := range v {
		if one.Name == n {
			all = append(all, one.Text)
		}
	}
	return all
}

// Add puts a value in, unless it is there or empty.
func (v *Values) Add(n Name, text string) {
	text = strings.TrimSpace(text)
	if one := (Value{n, text}); text != "" && !slices.Contains(*v, one) {
		*v = append(*v, one)
	}
}

// With adds what else is known: values of names that the text itself does not name.
func (v Values) With(known Values) Values {
	all := v[:len(v):len(v)]
	for _, one := range known {
		if one.Text != "" && v.First(one.Name) == "" {
			all.Add(one.Name, one.Text)
		}
	}
	return all
}

// MarshalJSON writes an object: a member for each name, a list where there are several values, numbers as numbers.
func (v Values) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	seen := map[Name]bool{}
	for _, one := range v {
		if seen[one.Name] {
			continue
		}
		if len(seen) > 0 {
			b.WriteByte(',')
		}
		seen[one.Name] = true
		member := typed(one.Name, one.Text)
		if all := v.All(one.Name); len(all) > 1 {
			list := make([]any, len(all))
			for i, text := range all {
				list[i] = typed(one.Name, text)
			}
			member = list
		}
		text, err := json.Marshal(member)
		if err != nil {
			return nil, err
		}
		b.WriteString(strconv.Quote(string(one.Name)) + ":")
		b.Write(text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (v *Values) UnmarshalJSON(text []byte) error {
	var members map[Name]any
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	*v = nil
	for _, n := range Names() {
		switch m := members[n].(type) {
		case nil:
		case []any:
			for _, one := range m {
				v.Add(n, untyped(one))
			}
		default:
			v.Add(n, untyped(m))
		}
	}
	return nil
}

func typed(n Name, text string) any {
	if n.numeric() {
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i
		}
	}
	return text
}

func untyped(member any) string {
	if f, ok := member.(float64); ok {
		return strconv.FormatInt(int64(f), 10)
	}
	s, _ := member.(string)
	return s
}
