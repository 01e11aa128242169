"""Pictures of the graph as SVG that the server writes: networks, one thing with its neighbours, chains.

Each is drawn from values alone, the same bytes for the same values, within a bounded number of things
and steps; words from the graph pass through escaping, and each thing is a link.
"""

from kg.web.pictures.chains import draw_chains
from kg.web.pictures.network import MOST_EDGES, MOST_NODES, draw_network
from kg.web.pictures.parts import Edge, Node, Picture
from kg.web.pictures.star import Spoke, draw_star

__all__ = [
    "MOST_EDGES",
    "MOST_NODES",
    "Edge",
    "Node",
    "Picture",
    "Spoke",
    "draw_chains",
    "draw_network",
    "draw_star",
]
