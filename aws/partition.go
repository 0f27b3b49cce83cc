package aws

import "strings"

// partition is a part of AWS with its own accounts, regions and domains.
type partition struct {
	// id is the second part of its ARNs.
	id string
	// regions is what the names of its regions begin with.
	regions string
	// suffixes are the domains of its API endpoints.
	suffixes []string
	// console is the host of its console, where %s stands for the region; empty where there is no public one.
	console string
}

// partitions are those of the SDK's endpoint rules
// (https://github.com/aws/aws-sdk-go-v2/blob/main/internal/endpoints/awsrulesfn/partitions.json). The console's hosts
// are those of AWS's toolkits. The standard partition comes last: its regions share no beginning.
func partitions() []partition {
	return []partition{
		{"aws-cn", "cn-", []string{".amazonaws.com.cn", ".api.amazonwebservices.com.cn"}, "%s.console.amazonaws.cn"},
		{"aws-us-gov", "us-gov-", []string{".amazonaws.com", ".api.aws"}, "%s.console.amazonaws-us-gov.com"},
		{"aws-eusc", "eusc-", []string{".amazonaws.eu", ".api.amazonwebservices.eu"}, "console.amazonaws-eusc.eu"},
		{"aws-iso", "us-iso-", []string{".c2s.ic.gov"}, ""},
		{"aws-iso-b", "us-isob-", []string{".sc2s.sgov.gov"}, ""},
		{"aws-iso-e", "eu-isoe-", []string{".cloud.adc-e.uk"}, ""},
		{"aws-iso-f", "us-isof-", []string{".csp.hci.ic.gov"}, ""},
		{"aws", "", []string{".amazonaws.com", ".api.aws"}, "%s.console.aws.amazon.com"},
	}
}

// partitionOf is the partition of a region, and whether that is known: what doesn't look like a region, such as the
// name that a custom endpoint gives, or looks like one of a partition that came after this table, has none.
func partitionOf(region string) (partition, bool) {
	if !plausible(region) {
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

// suffixes are the domains of all partitions' endpoints.
func suffixes() []string {
	var all []string
	for _, p := range partitions() {
		all = append(all, p.suffixes...)
	}
	return all
}
