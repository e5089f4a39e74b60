package io.tickgrid.grid;

class Probe {}
