package words

import (
	"slices"
	"strings"
	"unicode"
)

// The scores of Fuzzy: the text is the pattern, begins with it, has a word that begins with it, has it somewhere, has its
// letters in their order. A scattered match loses a point for each letter in between.
const (
	FuzzySame      = 1000
	FuzzyBegin     = 800
	FuzzyWord      = 600
	FuzzyWithin    = 400
	fuzzyScattered = 200
)

// Fuzzy says how well a pattern fits a text, whatever the case, and which characters of the text it found; 0 is not at all.
// A scattered match begins at the beginning of a word. Of texts that fit alike
// the shorter one fits better. An empty pattern fits everything.
func Fuzzy(pattern, text string) (score int, at []int) {
	p, t := []rune(strings.ToLower(pattern)), []rune(strings.ToLower(text))
	if len(p) == 0 {
		return 1, nil
	}
	best, from := 0, -1
	for i := 0; i+len(p) <= len(t); i++ {
		if !slices.Equal(t[i:i+len(p)], p) {
			continue
		}
		n := FuzzyWithin
		switch {
		case i == 0 && len(p) == len(t):
			n = FuzzySame
		case i == 0:
			n = FuzzyBegin
		case begins(t, i):
			n = FuzzyWord
		}
		if n > best {
			best, from = n, i
		}
	}
	if from >= 0 {
		for i := range p {
			at = append(at, from+i)
		}
		return shorter(best, t), at
	}
	return scattered(p, t)
}

// scattered finds the letters of a pattern in their order.
func scattered(p, t []rune) (int, []int) {
	var at []int
	next := 0
	for _, r := range p {
		i := next
		for i < len(t) && (t[i] != r || len(at) == 0 && !begins(t, i)) {
			i++
		}
		if i == len(t) {
			return 0, nil
		}
		at, next = append(at, i), i+1
	}
	return shorter(max(1, fuzzyScattered-(at[len(at)-1]-at[0]+1-len(at))), t), at
}

// begins says whether a word begins there.
func begins(t []rune, i int) bool {
	return i == 0 || !unicode.IsLetter(t[i-1]) && !unicode.IsDigit(t[i-1])
}

func shorter(score int, t []rune) int {
	if score >= FuzzySame {
		return score
	}
	return max(1, score-min(len(t), 99))
}
