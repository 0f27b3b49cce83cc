//go:build unix

package session

import (
	"os"
	"sync"
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// Simulators that start at the same time do not take one another's directories for left behind ones.
func TestScratchesTogether(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	temp := t.TempDir()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 40 {
				sweepDead(temp)
				s, err := newScratch(temp)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := os.Stat(s.dir); err != nil {
					t.Errorf("its directory was taken away: %v", err)
				}
				if err := s.close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}
