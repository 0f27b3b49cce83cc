package cli

import (
	"encoding/xml"
	"io"
	"strings"
)

// The members of a JUnit report that CI servers read.
type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Error   *junitFailure `xml:"error,omitempty"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// junit writes the findings as a report: a suite for each file, a test for each finding. Those that exit code 3 tells are
// failures; the others are what a test that passed says. What could not be read is an error in a suite of its own.
func junit(w io.Writer, rows []findingRow, l *linter) error {
	report := junitReport{Name: "ecscope lint"}
	at := map[string]int{}
	for _, r := range rows {
		if _, ok := at[r.Of]; !ok {
			at[r.Of] = len(report.Suites)
			report.Suites = append(report.Suites, junitSuite{Name: r.Of})
		}
		s := &report.Suites[at[r.Of]]
		text := strings.Join(r.lines(), "\n")
		one := junitCase{Name: r.ID, Class: r.Of}
		if s.Tests, report.Tests = s.Tests+1, report.Tests+1; l.fails(r.Severity) {
			one.Failure = &junitFailure{r.Severity, r.Text, text}
			s.Failures, report.Failures = s.Failures+1, report.Failures+1
		} else {
			one.Out = text
		}
		s.Cases = append(s.Cases, one)
	}
	if n := len(l.unread); n > 0 {
		own := junitSuite{Name: "not read", Tests: n, Errors: n}
		for _, err := range l.unread {
			text := line(err.Error())
			own.Cases = append(own.Cases, junitCase{Name: "not read", Class: "ecscope lint", Error: &junitFailure{"unread", text, text}})
		}
		report.Tests, report.Errors, report.Suites = report.Tests+n, n, append(report.Suites, own)
	}
	if len(report.Suites) == 0 {
		report.Tests, report.Suites = 1, []junitSuite{{Name: "ecscope lint", Tests: 1, Cases: []junitCase{{Name: "no findings", Class: "ecscope lint"}}}}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
