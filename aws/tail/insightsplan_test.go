package tail

import (
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// The place of a mistake counts from what was typed, not from what is sent in front of it; that of another line stays.
func TestPlaceOfMistake(t *testing.T) {
	t.Parallel()
	for told, want := range map[string]string{
		"unexpected symbol found ( at line 1 and position 45": "unexpected symbol found ( at line 1 and position 5",
		"unexpected symbol found ( at position 45":            "unexpected symbol found ( at position 5",
		"unexpected symbol found ( at line 2 and position 45": "unexpected symbol found ( at line 2 and position 45",
		"unexpected symbol found ( at line 1 and position 39": "unexpected symbol found ( at line 1 and position 39",
		"too long": "too long",
	} {
		err := malformed(&types.MalformedQueryException{Message: awssdk.String(told)}, 40)
		if got := awssdk.ToString(err.(*types.MalformedQueryException).Message); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	q := Query{Streams: []string{"app/app/", "a.b"}, Lines: true}
	if got := q.before(); got != `filter @logStream like /^a\.b|^app\/app\// | fields @timestamp, @message, @logStream, @log | ` {
		t.Error(got)
	}
}
