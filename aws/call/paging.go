package call

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
)

// The bounds of one list. No account has so many of anything; a server that sends new tokens for ever would never end.
const (
	MostPages = 2000
	mostBare  = 100 // pages in a row that bring nothing new
	// MostEmpty is how many pages in a row a search of logs may find nothing in: it may have a lot to look through.
	MostEmpty = 100_000
)

// Paging follows the pages of one list. The zero value is its beginning.
type Paging struct {
	seen map[[sha256.Size]byte]bool // tokens
	bare int
	Most int // pages; 0 is mostPages
}

// Next takes a page: the token of the one after it, nil or "" at the end, and how many new rows it brought. It returns that
// token, nil at the end; an error where there is no use in going on.
func (p *Paging) Next(words string, token *string, rows int) (*string, error) {
	if token == nil || *token == "" {
		return nil, nil
	}
	mark := sha256.Sum256([]byte(*token))
	if p.bare++; rows > 0 {
		p.bare = 0
	}
	var wrong error
	switch {
	case p.seen[mark]:
		wrong = errors.New("the server sends the same page again")
	case len(p.seen)+1 >= cmp.Or(p.Most, MostPages):
		wrong = fmt.Errorf("the server has more than %d pages: reading stops here", cmp.Or(p.Most, MostPages))
	case p.bare >= mostBare:
		wrong = fmt.Errorf("the server sends %d pages in a row with nothing new: reading stops here", mostBare)
	}
	if wrong != nil {
		return nil, NewError(Server, words, "", wrong)
	}
	if p.seen == nil {
		p.seen = map[[sha256.Size]byte]bool{}
	}
	p.seen[mark] = true
	return token, nil
}
