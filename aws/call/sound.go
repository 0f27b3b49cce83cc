package call

import (
	"errors"
	"fmt"

	"github.com/ecscope/ecscope/clean"
)

// Sound is f for a goroutine of its own: a panic in it is an error of the operation in words, and does not end the program.
func Sound(words string, f func() error) func() error {
	return func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = NewError(Unknown, words, "", errors.New("a bug in ecscope: "+clean.Text(fmt.Sprint(p))))
			}
		}()
		return f()
	}
}
