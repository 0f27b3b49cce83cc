package wire

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"github.com/aws/smithy-go/encoding/cbor"
)

// sample has a member of every kind that travels.
type sample struct {
	Text  *string
	Word  string
	Yes   *bool
	Small *int32
	Big   int64
	Ratio *float64
	When  *time.Time
	Raw   []byte
	List  []sample
	Table map[string]string
}

func coder() *codec { return &codec{upper: true} }

// What is written in CBOR is read as it was.
func TestCBORThereAndBack(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 250_000_000, time.UTC)
	text, yes, small, ratio := "ä\n", true, int32(-7), 0.25
	in := sample{Text: &text, Word: "w", Yes: &yes, Small: &small, Big: math.MaxInt64, Ratio: &ratio, When: &at, Raw: []byte{0, 255},
		List: []sample{{Word: "inner"}, {}}, Table: map[string]string{"k": "v"}}
	c := coder()
	m, err := c.cborStruct(reflect.ValueOf(in), true)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := cborTree(cbor.Encode(m))
	if err != nil {
		t.Fatal(err)
	}
	var out sample
	if err := c.fillStruct(reflect.ValueOf(&out).Elem(), tree, ""); err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(out)
	want, _ := json.Marshal(in)
	if string(got) != string(want) || len(got) < 100 {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestCBORRefuses(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]cbor.Value{
		"a list": cbor.List{}, "not a number": cbor.Map{"Ratio": cbor.Float64(math.NaN())}, "a strange tag": cbor.Map{"When": &cbor.Tag{ID: 2, Value: cbor.String("")}},
	} {
		if tree, err := cborTree(cbor.Encode(v)); err == nil {
			t.Errorf("%s became %v", name, tree)
		}
	}
}

// Paths name an action only beside the header of the protocol.
func TestRPC2Address(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/service/S/operation/O": "S.O", "/service/S": "", "/": "", "/x/service/S/operation/O": ""} {
		r := httptest.NewRequest(http.MethodPost, path, nil)
		if got := rpc2Address(r); got != "" {
			t.Errorf("%s without header: %q", path, got)
		}
		r.Header.Set("Smithy-Protocol", "rpc-v2-cbor")
		if got := rpc2Address(r); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func FuzzCBOR(f *testing.F) {
	f.Add(cbor.Encode(cbor.Map{"Text": cbor.String("x"), "When": &cbor.Tag{ID: 1, Value: cbor.Float64(1.5)}, "Small": cbor.NegInt(3)}))
	f.Add([]byte{0xbf, 0xff})
	f.Fuzz(func(t *testing.T, body []byte) {
		c, in := coder(), sample{}
		tree, err := cborTree(body)
		if err != nil || c.fillStruct(reflect.ValueOf(&in).Elem(), tree, "") != nil {
			return
		}
		if _, err := c.cborStruct(reflect.ValueOf(in), true); err != nil {
			t.Error(err)
		}
	})
}
