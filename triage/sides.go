package triage

import (
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// Side is one of the revisions that a service runs while it moves.
type Side struct {
	// Name is green or blue where traffic shifts, new or old elsewhere; of a task set it is its status.
	Name, Revision string
	// Image is the tag of the image that differs from the other side's, or of the first container's.
	Image                    string
	Wanted, Running, Pending int
	// Died is how many of its tasks are known to have died, or how many ECS counts if that is more.
	Died int
	// Targets are those registered with load balancers that do not drain, Healthy those of them that are healthy; they count
	// where TargetsKnown.
	Healthy, Targets int
	TargetsKnown     bool
	Production, Test aws.Weight
	// Groups are the names of its target groups, as far as they are known.
	Groups []string
	// Scale is what a task set is to run, in percent of the desired count.
	Scale   aws.Weight
	Created time.Time
	// Row is the service's row of it, without an ID where there is none.
	Row aws.Deployment
}

// sidesOf finds the revisions that have a part in a rollout.
func sidesOf(c *evaluation, out *Rollout, o aws.RolloutConfiguration) {
	d := out.Deployment
	shifts := o.Strategy != "ROLLING" && o.Strategy != ""
	used := map[string]bool{}
	add := func(name, colour string, share aws.RevisionShare, row aws.Deployment, ok bool) {
		side := Side{Name: name, Revision: share.Revision, Wanted: share.Requested, Running: share.Running, Pending: share.Pending,
			Production: share.Production, Test: share.Test, Groups: share.Groups, Image: imageTag(share.Images, others(d, share.ARN))}
		if shifts {
			side.Name = colour
		}
		if ok {
			used[row.ID] = true
			side.Row, side.Wanted, side.Running, side.Pending, side.Created = row, row.Desired, row.Running, row.Pending, row.Created
			if side.Revision == "" {
				side.Revision = row.Revision
			}
			if row.Status == "PRIMARY" {
				side.Wanted = max(row.Desired, c.service.Desired) // a new PRIMARY begins with 0
			}
		}
		countSide(c, &side)
		out.Sides = append(out.Sides, side)
	}
	if d.Described && (out.Moving() || len(c.service.Deployments) > 1) {
		row, ok := rowOf(c, d.Revision, out.Status != RollingBack, used)
		add("new", "green", d.Target, row, ok)
		for i, s := range d.Sources {
			row, ok := rowOf(c, s.Revision, out.Status == RollingBack && i == 0, used)
			add("old", "blue", s, row, ok)
			if out.From == "" {
				out.From = out.Sides[len(out.Sides)-1].Revision
			}
		}
	}
	for _, r := range c.service.Deployments {
		if used[r.ID] || r.Status != "PRIMARY" && r.Running+r.Pending == 0 && r.Rollout != "FAILED" {
			continue
		}
		name, colour := "old", "blue"
		if r.Status == "PRIMARY" {
			name, colour = "new", "green"
		} else if out.From == "" {
			out.From = r.Revision
		}
		add(name, colour, aws.RevisionShare{Revision: r.Revision}, r, true)
	}
	if !out.Moving() {
		resting(out)
	}
}

// resting takes the names off the sides of a service at rest: it has no new and no old one.
func resting(out *Rollout) {
	out.From = ""
	for i := range out.Sides {
		out.Sides[i].Name = ""
	}
}

// rowOf is the service's row of a revision: the PRIMARY one or another.
func rowOf(c *evaluation, revision string, primary bool, used map[string]bool) (aws.Deployment, bool) {
	for _, r := range c.service.Deployments {
		if !used[r.ID] && (r.Status == "PRIMARY") == primary && (revision == "" || r.Revision == revision) {
			return r, true
		}
	}
	for _, r := range c.service.Deployments { // a rollback that has begun before ECS made the old revision the primary one
		if !used[r.ID] && revision != "" && r.Revision == revision {
			return r, true
		}
	}
	return aws.Deployment{}, false
}

// countSide counts the dead and the targets of a side.
func countSide(c *evaluation, s *Side) {
	if s.Row.ID == "" {
		return
	}
	s.Died = c.losses(s.Row, c.deathsOf(s.Row))
	if len(c.in.Targets) == 0 {
		return
	}
	s.TargetsKnown = true
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			task, ok := g.Of(t, c.in.Tasks, c.in.Instances)
			if t.State == "draining" || ok && !of(s.Row, task) {
				continue
			}
			if !ok { // it may be one of this side's
				s.Healthy, s.Targets, s.TargetsKnown = 0, 0, false
				return
			}
			s.Targets++
			if t.State == "healthy" {
				s.Healthy++
			}
		}
	}
}

// others are the images of the revisions of a deployment but one.
func others(d aws.ServiceDeployment, but string) (images []aws.ContainerImage) {
	for _, r := range append([]aws.RevisionShare{d.Target}, d.Sources...) {
		if r.ARN != but {
			images = append(images, r.Images...)
		}
	}
	return images
}

// imageTag is the tag, or the beginning of the digest, of the image that differs from others, or of the first one.
func imageTag(images, other []aws.ContainerImage) string {
	if len(images) == 0 {
		return ""
	}
	image := images[0].Image
	for _, i := range images {
		if !slices.ContainsFunc(other, func(o aws.ContainerImage) bool { return o.Container == i.Container && o.Image == i.Image }) {
			image = i.Image
			break
		}
	}
	if _, whole, ok := strings.Cut(image, "@sha256:"); ok {
		return digest(whole)
	}
	if at := strings.LastIndexByte(image, ':'); at > strings.LastIndexByte(image, '/') {
		return image[at+1:]
	}
	return "latest"
}
