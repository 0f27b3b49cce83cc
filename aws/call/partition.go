package call

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// partition is a part of AWS with its own accounts, regions and domains.
type partition struct {
	// id is the second part of its ARNs.
	id string
	// regions is what the names of its regions begin with.
	regions string
	// suffixes are the domains of its API endpoints, without and with IPv6.
	suffixes []string
	// console is the host of its console, where %s stands for the region; empty where there is no public one.
	console string
	// known are its regions when the program was built, in AWS's own order. One that is missing here still works.
	known string
}

// partitions are those of the SDK's endpoint rules
// (https://github.com/aws/aws-sdk-go-v2/blob/main/internal/endpoints/awsrulesfn/partitions.json). The console's hosts
// are those of AWS's toolkits. The standard partition comes last: its regions share no beginning.
func partitions() []partition {
	return []partition{
		{"aws-cn", "cn-", []string{".amazonaws.com.cn", ".api.amazonwebservices.com.cn"}, "%s.console.amazonaws.cn", "cn-north-1 cn-northwest-1"},
		{"aws-us-gov", "us-gov-", []string{".amazonaws.com", ".api.aws"}, "%s.console.amazonaws-us-gov.com", "us-gov-east-1 us-gov-west-1"},
		{"aws-eusc", "eusc-", []string{".amazonaws.eu", ".api.amazonwebservices.eu"}, "console.amazonaws-eusc.eu", "eusc-de-east-1"},
		{"aws-iso", "us-iso-", []string{".c2s.ic.gov", ".api.aws.ic.gov"}, "", "us-iso-east-1 us-iso-west-1"},
		{"aws-iso-b", "us-isob-", []string{".sc2s.sgov.gov", ".api.aws.scloud"}, "", "us-isob-east-1 us-isob-west-1"},
		{"aws-iso-e", "eu-isoe-", []string{".cloud.adc-e.uk", ".api.cloud-aws.adc-e.uk"}, "", "eu-isoe-west-1"},
		{"aws-iso-f", "us-isof-", []string{".csp.hci.ic.gov", ".api.aws.hci.ic.gov"}, "", "us-isof-east-1 us-isof-south-1"},
		{"aws", "", []string{".amazonaws.com", ".api.aws"}, "%s.console.aws.amazon.com", `
us-east-1 us-east-2 us-west-1 us-west-2
af-south-1
ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
ca-central-1 ca-west-1
eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1`},
	}
}

// Regions are the known regions of all partitions, those of the standard one first.
func Regions() []string {
	var others []string
	all := partitions()
	for _, p := range all[:len(all)-1] {
		others = append(others, strings.Fields(p.known)...)
	}
	return append(strings.Fields(all[len(all)-1].known), others...)
}

// RegionsBeside are the known regions that the credentials of one region can be used in: those of its partition. Where the
// partition is not known, they are all.
func RegionsBeside(region string) []string {
	p, ok := partitionOf(region)
	if !ok {
		return Regions()
	}
	return strings.Fields(p.known)
}

// partitionOf is the partition of a region, and whether that is known: what doesn't look like a region, such as the
// name that a custom endpoint gives, or looks like one of a partition that came after this table, has none.
func partitionOf(region string) (partition, bool) {
	if !Plausible(region) {
		return partition{}, false
	}
	for _, p := range partitions() {
		if p.regions != "" && strings.HasPrefix(region, p.regions) {
			return p, true
		}
		if p.regions == "" && standard(region) {
			return p, true
		}
	}
	return partition{}, false
}

// standard says whether a region's name begins with a part of the world that the standard partition has (the SDK's
// regionRegex), followed by a direction.
func standard(region string) bool {
	world, rest, _ := strings.Cut(region, "-")
	return strings.Contains(" us eu ap sa ca me af il mx ", " "+world+" ") && strings.Count(rest, "-") == 1
}

// ConsoleURL is the address of a path in the AWS console for a region, or false where no public console is known.
func ConsoleURL(region, path string) (string, bool) {
	p, ok := partitionOf(region)
	if !ok || p.console == "" {
		return "", false
	}
	return "https://" + strings.Replace(p.console, "%s", region, 1) + "/" + path + "?region=" + region, true
}

// Console is the address of a path in the AWS console for what a client looks at, or why there is none.
func (p Place) Console(path string) (address, why string) {
	address, ok := ConsoleURL(p.Region, path)
	switch {
	case p.Simulated:
		return "", "a simulated account has no console"
	case !ok:
		return "", "no console known for the region " + p.Region
	}
	return address, ""
}

// Elsewhere says where the account is read, if that is no endpoint of AWS: it may be a way to AWS or not, and so a link to the
// console may lead to another account. It is empty at AWS.
func (p Place) Elsewhere() string {
	ofAWS := func(host string) bool {
		return slices.ContainsFunc(Suffixes(p.Region), func(s string) bool { return strings.HasSuffix(host, s) })
	}
	if u, err := url.Parse(p.Endpoint); err != nil || u.Host == "" || ofAWS(u.Hostname()) {
		return ""
	}
	return "the account is read at " + p.Endpoint
}

// Suffixes are the domains of the endpoints of a region's partition; of all where that is not known.
func Suffixes(region string) []string {
	if p, ok := partitionOf(region); ok {
		return p.suffixes
	}
	var all []string
	for _, p := range partitions() {
		all = append(all, p.suffixes...)
	}
	return all
}

// LogURL is where the console shows a stream of a region, from a time on, or why there is no such address. The console has its own way
// to write names in the part behind #: as in an address, twice, with $ for %.
func (p Place) LogURL(region, group, stream string, from time.Time) (address, why string) {
	p.Region = cmp.Or(region, p.Region)
	base, why := p.Console("cloudwatch/home")
	if why != "" {
		return "", why
	}
	twice := func(name string) string { return url.QueryEscape(url.QueryEscape(name)) }
	part := "logsV2:log-groups/log-group/" + twice(group) + "/log-events/" + twice(stream) + url.QueryEscape("?start="+strconv.FormatInt(from.UnixMilli(), 10))
	return base + "#" + strings.ReplaceAll(part, "%", "$"), ""
}
