"""Words that are also names: whether one is meant as a name cannot be seen in the word itself."""

from __future__ import annotations

#: Names of months, which stand behind "by", "in", "to" and "with" as people do.
MONTHS = frozenset("january february march april may june july august september october november december".split())

#: Words with which an order or a question begins, so that a past tense behind them does not make them a name.
ORDERS = frozenset(
    """can may will mark page chase grant bill frank rob sue pat drew art trace check ping case drop hunt pick ray
    reed rush skip spike stew wade""".split()
)

_NAMES = """
abbey ace alba amber angel apple april archer arrow art ash aspen aster august autumn axel
bailey baker ball banks barber baron basil bay bean bear beck bell berry best bill birch bird bishop black blade blaze
blue bond booker booth bow bowman brand branch bridge bridges bright brook brooks brown buck bud burns bush butler
cage candy cannon cantor carol carpenter carter carver case cash cedar chain chance chandler chapel charity chase chip
christian chuck church clancy clark clay clement cliff close cloud clover coal cole colt comfort constance cook cooper
coral cotton count court craft crane crisp cross crow crystal curry curt
daisy dale dash dawn day deacon dean dell destiny dexter diamond dick dove drake draper drew duke dusty dyer
earl early east easter echo eden elder ember eve ever fair faith falcon farmer fawn fern field fields finch fish fisher
fletcher flint flora flower flowers ford forest fox frank free freed freeman frost
gale gates gay gem gene genesis gentle ginger glass glen glory gold golden good gore grace grant graves gray green grey
grove guy hale hall ham hand handy hardy harmony harper harry hart harvest haven hawk hawkins hay hazel head heart heath
heather heaven heights helm herb hero hill hilton hockey holiday holly hood hook hope hopes house hunt hunter
iris iron isle ivory ivy jack jade jasmine jay jerry jersey jet jewel jolly jordan journey joy joyce judge jumper june
justice keen kerry key keys king kit kitty knight lake lamb lance land lane lark laurel law lawn leaf lemon lily lincoln
link little locke lock long lord lore love lucky luna lynch lyric mace major maple march marina marine mark market marks
marsh marshal marshall martin mason masters max maxwell may mayor mead meadow meadows medley melody mercer mercy merry
miles mill miller mills mint miracle misty moody moon moor moore moss mould mountain music myrtle
nash neal nelson newton nick noble noel norm north oak ocean odd olive onyx opal page painter palm pansy paris park parker
parks parrot parsons patience patty paul peace peach pearl penny pepper perry pepper peters phoenix pierce pike pilot piper
plant plum poe polly pond poole pope poppy porter post pots potter powder power powers precious prentice price priest prince
princess prior promise prosper providence prudence purity quarry queen quest quick rain raven raves ray read reader red reed
reef reese reeve reeves remedy rhodes rich ridge ring river rivers road roads rob robin rock rocket rocky roman rooster root
rose rosemary rosie row rowan royal ruby ruler rush russet rust rusty saber sable saddler saffron sage sailor saint salmon
sandy satin savage savannah sawyer scarlet scott seal sears season shade shark sharp shell shepherd sheriff sherry shield
shore short sierra silk silver singer singleton skip sky skylar slater sloan small smart smith snow solomon sonny south sparks
sparrow spear spears spencer spike spring stack staff star stark steel steele sterling stern steward stewart stock stone storm
story street strong sue sugar summer summers sunday sunny swallow swan sweet swift tanner tate taylor teal tempest temple terry
thorn thyme tiger timber tipper toby tom tower travis treasure tripp true trusty tucker tuesday turner tyler unity usher vale
valentine valley van vance victor victory vine viola violet vivid wade walker wall waller walls walters ward ware warner warren
waters watt watts wave weaver webb webber webster wednesday weeks wells west wheeler whistler white wilder will willow wills
wilson winner winter winters wise wolf wood woods woody worth wren wright yarrow york young zeal zen zephyr
"""
_ORDINARY = """
able about above accept access account action active actual add added address admin after again against agent ago alert alerts
all alone along already also always among and any anyone api app apply approve april are area around ask asked async at auth auto
available away back backend backup bad bar base batch be because been before began behind being below between beta beyond big bin
bit block board body boot both bot bots box branch break bring browser bucket bug build builder building builds built bulk bus but
button buy by cache call called came can canary cancel cannot cap card care carry cat catch cause cert change changes channel chat
check checks child choice class clean clear cli click client clock cluster code cold collect color come command commit common
company complete config connect console consul contact container content control cool copy core cost could crash create cron
current customer cut cycle daemon dark data database date db dead debug deep default delay delete deploy deployer deployment
deploys desk detail dev developer device devops did diff direct disk do docker docs does domain done down draft drain drive driver
due dump during each early easy edge edit editor either else email empty enable end engine engineer engineering enough enter entry
env error errors etc even event events every everyone exact example except exit expert export extra face fail failed failure false
family far fast feature feed few file files fill filter final find fine finish fire first fix fixed flag flow folder follow food
for force form found four frame from front full fun gap gate gave get git give global go gone got graph great group grow guard
guest guide had half happy has hash have he health hear heavy held hello help helper her here hi high him his hit hold home host
hosts hot hour how hub human idea idle if image in incident incidents index info infra infrastructure inner input inside install
instance internal into io is issue it item its jenkins job jobs join jump just keep keeper kernel kill kind knew know lab label lag
large last late later launch layer lead leader leads learn least leave left less let level library life light like limit line
lines list listen lite live load local log logger logs look loop lost lot low machine made mail main make manager manual many map
master match matter mean media meet member memory merge message meta metric middle might mind mine minute miss mobile mode model
moment monitor month more morning most mount move much must my name names near need net network never new news next night no node
none noon nor normal not note nothing notice notify now null number object of off offer office often ok old on once oncall one
only onto open operator operators ops option or order org other our out outage output outside over own owner owners pack package
packet pager pair part partner pass past patch path pause pay people per person phone pick ping pipeline place plain plan plane
platform play please plus point poll pool poor port posted power press preview primary print private problem process prod product
production profile program project promote proper proxy public pull pulled push put query question queue quiet race raise ran rate
raw react ready real reboot rebuild recent record recover region relay release release releases reload remote render repair
repeat replica reply report repo request reset resolve resource respond responder rest restart result retry return review right
risk robot role roll rollback root round route router rule rules run runner running said sale same sample sandbox save saw say
scale scan schedule schema scope score script search second secondary secret section security see seen select send sent sentry
serial server servers service services session set setup seven several shadow shape share she shift ship should show shut sick
side sign signal silent similar simple since single site six size slack sleep slice slow so socket soft some soon sorry sort sound
source space spark special speed split sql sre stable stage staging stand standby start started state static stats status stay step
still stop storage store stream strict string style sub such sun super supply support sure surface swap switch sync system systems
table tag take talk target task team teams tech tell ten terraform test tester testing tests text than thank thanks that the their
them then there these they thing think this those thread three through throw thus ticket tie time timeline timer times title to
today token told too took tool tools top total touch trace track traffic train transfer trigger trouble trust try turn two type
under unit until up update upgrade upper us use used user users using vault version very via video view visit vm voice wait walk
want warm warn warning was watch watcher way we web website week well went were what when where which while who whole why wide win
window wire with within without word work worker workflow workspace world would write wrong yard year yes yesterday yet you your
zero zip zone argo grafana prometheus datadog pagerduty github jira kafka nomad salt chef statuspage gitlab bitbucket ansible
"""
WORDS = frozenset(_NAMES.split()) | frozenset(_ORDINARY.split()) | MONTHS
_SHORT = 3

#: What our own formats write into a cell, which is nobody's name there.
FURNITURE = frozenset(
    """error warning info ok none all person bot service us ms s min complete partial failed skipped change alert incident
    message channel code release deploy build note ticket status event events source text kind slack
    github datadog pagerduty terraform sentry jira grafana statuspage true false null""".split()
)


def is_word(folded: str) -> bool:
    """Whether it may as well be no name: short, a number, or a word of the language or of the trade."""
    return len(folded) <= _SHORT or folded.isdigit() or folded in WORDS
