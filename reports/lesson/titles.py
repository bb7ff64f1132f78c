"""What a network is called: by the words of its own definitions, from the first stage to its loss."""

from __future__ import annotations

from derive.network.definitions import Definition, Network
from derive.network.tensors import Role

# Of more stages than this, those in the middle are left out.
MOST_STAGES = 8


def network_title(network: Network) -> str:
    """The title of everything that is written about the gradient of this network.

    >>> from derive.network.building import classifier
    >>> network_title(classifier(hidden=("tanh",)))
    'The gradient of the loss of a network: dense layer, tanh, dense layer, softmax, cross-entropy'
    """
    names = stage_names(network)
    return "The gradient of the loss of a network" + (f": {', '.join(names)}" if names else "")


def stage_names(network: Network) -> list[str]:
    """The stages by their own words; without the sum of the losses at the end; none where they say but a letter.

    >>> from derive.network.building import classifier
    >>> stage_names(classifier())
    ['dense layer', 'softmax', 'cross-entropy']
    """
    if any(_says_but_a_letter(definition) for definition in network.definitions):
        return []
    shown = [d for d in network.definitions if not _adds_up_losses(d, network)]
    names = [d.stage for d in shown]
    if len(names) > MOST_STAGES:
        middle = MOST_STAGES // 2
        names = [*names[:middle], "…", *names[-middle:]]
    return names


def _says_but_a_letter(definition: Definition) -> bool:
    return definition.stage.split()[-1:] == [definition.tensor.name]


def _adds_up_losses(definition: Definition, network: Network) -> bool:
    return any(t.role is Role.LOSS for t in network.tensors_in(definition.value))
