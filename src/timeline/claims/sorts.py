"""What nothing in a record can bear out: causes, impacts, intentions, by the words that tell them."""

from __future__ import annotations

from timeline.claims.phrases import phrase

#: What a sentence gives as the reason, from there on to the end of that part.
CAUSE = phrase(r"""
    because(?: of)?|due to|owing to|thanks to|as a (?:result|consequence)(?: of)?|root[ -]cause\w{0,2}
    caus(?:e|es|ed|ing)(?: by)?|led to|leads? to|leading to|result(?:ed|ing|s) (?:in|from)|stemm\w{1,4} from
    contribut\w{1,5} (?:to|factors?)|the reason|responsible for|attributed to|therefore|consequently|which meant
    meaning that|so much that|since the \w{1,40} (?:was|were|had)|brought down|took down|fixe[sd]|fixing
    mitigat\w{1,6}|restor(?:e|es|ed|ing)|culprit|traced (?:back )?to|blam\w{1,4}|at fault
    introduced (?:by|a|the)|made (?:it|them) (?:fail|stop)|hence|thus|thereby|bringing|allowing|enabling|easing
""")
IMPACT = phrase(r"""
    impact\w{0,4}|affect(?:ed|ing|s)?|customers?|end[ -]users?|users?|clients?|visitors?|outages?|degrad\w{1,6}
    unavailab\w{1,6}|availability|revenue|sla|slo|error budget|lost (?:data|messages|requests|orders|money)
    data loss|slow(?:er|ed)? (?:down|responses?)|could not (?:log|use|reach|see|load|send)|unreachable
    blast radius|severity
""")
#: What somebody thinks of it.
JUDGEMENT = phrase(r"""
    (?:was|were|is|are|proved|turned out)(?: to be)?(?: \w{1,12}){0,2} (?:effective|fast|quick|slow|good|bad|great|poor)
    (?:was|were|is|are|proved|turned out)(?: to be)?(?: \w{1,12}){0,2} (?:fine|useful|useless|smooth|helpful|sufficient)
    an? (?:very )?(?:good|bad|great|poor|fast|quick|slow|fine|solid|smooth) \w{1,20}
""")
INTENT = phrase(r"""
    in order to|so that|so as to|intend(?:ed|ing|s)? to|intention|want(?:ed|ing|s)? to|hop(?:ed|ing|es) (?:to|that)
    meant to|aim(?:ed|ing|s)? (?:to|at)|decid(?:ed|ing|es)|decision|plan(?:ned|ning|s)? to|tr(?:y|ied|ying) to
    attempt(?:ed|ing|s)? to|cho(?:se|ose) to|wish(?:ed)? to|thought|believ(?:ed|ing)|assum(?:ed|ing|ption)
    suspect(?:ed|ing)|expected (?:to|that)|realis?z?ed
    to (?:prevent|avoid|fix|mitigate|restore|stop|reduce|address|undo|make sure|ensure|find out|help)
    to (?:see|check) (?:if|whether)|will|shall|should|would|could|might|must|ought|going to|needs? to|let's
    todo|to-do|if we|unless
""")
