package io.tickgrid.pipelines; class Probe { }
