package call

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Plausible says whether a name has the form of a region, so that regions newer than the program work.
func Plausible(region string) bool {
	const form = `^[a-z]{2,4}(-(gov|iso|iso[a-z]|[a-z]{2}))?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9]{1,2}$`
	return slices.Contains(Regions(), region) || regexp.MustCompile(form).MatchString(region)
}

// CheckRegion refuses a region that is missing or cannot be one. A custom endpoint may call its region anything that
// fits into a host name.
func CheckRegion(region string, custom bool) error {
	if region == "" {
		return NewError(Invalid, "open account", "set AWS_REGION, pass --region, run `aws configure`, or try ecscope --demo", errors.New("no region"))
	}
	if custom && regexp.MustCompile(`^[A-Za-z0-9-]{1,63}$`).MatchString(region) || Plausible(region) {
		return nil
	}
	hint := "use a region such as us-east-1"
	if near := words.Nearest(region, Regions()); len(near) > 0 {
		hint = "did you mean " + Either(near) + "?"
	}
	return NewError(Invalid, "open account", hint, fmt.Errorf("%s is not a region", clean.Text(region)))
}

// Either joins names as "a, b or c".
func Either(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
