package aws

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// Regions are the regions known when the program was built, in AWS's own order: home first. A region that is missing
// here still works.
func Regions() []string {
	return strings.Fields(`
us-east-1 us-east-2 us-west-1 us-west-2
af-south-1
ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
ca-central-1 ca-west-1
eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1
cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 eusc-de-east-1`)
}

// plausible says whether a name has the form of a region, so that regions newer than the program work.
func plausible(region string) bool {
	const form = `^[a-z]{2,4}(-(gov|iso|iso[a-z]|[a-z]{2}))?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9]{1,2}$`
	return slices.Contains(Regions(), region) || regexp.MustCompile(form).MatchString(region)
}

// checkRegion refuses a region that is missing or cannot be one. A custom endpoint may call its region anything that
// fits into a host name.
func checkRegion(region string, custom bool) error {
	if region == "" {
		return &Error{Invalid, "open account", "set it with --region, AWS_REGION or `aws configure`, or try ecscope --demo",
			errors.New("no region is set")}
	}
	if custom && regexp.MustCompile(`^[A-Za-z0-9-]{1,63}$`).MatchString(region) || plausible(region) {
		return nil
	}
	hint := "regions look like us-east-1"
	if near := words.Nearest(region, Regions()); len(near) > 0 {
		hint = "did you mean " + either(near) + "?"
	}
	return &Error{Invalid, "open account", hint, fmt.Errorf("%s is not a region", Clean(region))}
}

// either joins names as "a, b or c".
func either(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
