package io.tickgrid.api; class Probe { }
