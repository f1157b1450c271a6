"""What sensors of a home's roles are called, in thirteen languages: folded to plain letters, whole words only.

A star stands for any letters before or behind, for compounds and endings: "einspeis*", "*zahler". Languages: English, German,
Dutch, French, Italian, Spanish, Portuguese, Polish, Czech, Danish, Swedish, Norwegian, Finnish.
"""

from ..catalogue.entry import Role

_BATTERY = (
    "battery", "batt", "akku*", "*akun", "*akku", "*accu", "thuisbatterij", "batterij*", "batterie*", "batteri*", "*batteri", "bateria*",
    "baterie*", "accumul*", "akumul*", "speicher*", "*speicher", "storage", "stockage", "almacenamiento", "armazenamento",
    "magazyn*", "uloziste", "powerwall", "*batterie", "ess", "byd", "marstek*", "zendure*",
)  # fmt: skip
_GRID = (
    "grid", "mains", "p1", "sml", "smartmeter", "utility", "netz", "netzleistung", "netzanschluss*", "hausanschluss*",
    "stromnetz", "*zahler", "zahler*", "net", "netvermogen", "netspanning", "stroomnet*", "*meter", "reseau", "linky", "compteur",
    "secteur", "rete", "contatore", "scambio", "red", "contador", "rede", "siec", "sieci", "licznik*", "sit", "site", "elektromer*",
    "nat", "elnat*", "natet", "elmatare", "matare", "maler", "elmaler", "nett", "nettet", "nettstrom", "stromnett*", "strommaler",
    "elnet*", "verkko*", "sahkoverk*", "verkon", "verkosta", "*mittari",
    "*wirkleistung", "tibber",
)  # fmt: skip

# The best word first; later ones stand for the group rather than the role.
WORDS: dict[Role, tuple[str, ...]] = {
    Role.PV_POWER: (
        "pv", "solar*", "photovolt*", "fotovolt*", "fotowolt*", "zonne*", "zon", "solaire*", "solare*", "solcell*", "sol",
        "soleil", "aurinko*", "generation", "production", "produktion*", "*produktion", "*produksjon", "*produkcja", "produkc*",
        "erzeug*", "*erzeugung", "ertrag*", "opwek*", "opbrengst", "produz*", "producc*", "producao", "generacion", "geracao",
        "vyrob*", "wytwarz*", "*tuotanto", "tuotto*", "yield", "inverter*", "wechselrichter*", "omvormer*", "onduleur*",
        "falownik*", "stridac*", "vekselretter*", "omriktare*", "invertteri*", "panneaux", "paneles", "paineis", "pannelli",
        "panely", "panele", "panelen", "dach", "roof", "tak", "tag", "katto", "toit", "tetto", "tejado", "telhado",
        "dachanlage*", "balkonkraftwerk*", "bkw", "fve", "hoymiles*", "opendtu*",
    ),
    Role.GRID_POWER: _GRID,
    Role.GRID_IMPORT_POWER: (
        "import*", "*import", "bezug*", "*bezug", "afname", "soutir*", "preliev*", "prelev*", "pobor*", "pobran*", "odber*",
        "kob", "kobt", "inkop*", "kopt", "uttag*", "osto*", "otto*", "ottoteho", "consumed", "delivered", "verbruik*",
        "kjop*", "netzverbrauch*", "netverbruik*", "netforbrug*", "natforbrukning*", "nettforbruk*", "verkkokulutus*",
        "from", "vom", "aus", "fra", "fran", "depuis", *_GRID,
    ),
    Role.GRID_EXPORT_POWER: (
        "export*", "*export", "eksport*", "einspeis*", "*einspeisung", "feed", "feedin", "return*", "teruglever*", "terug*",
        "invoeding", "inject*", "immiss*", "immess*", "vertido*", "vertid*", "inyec*", "excedent*", "injec*", "oddaw*",
        "oddan*", "oddawanie", "dodavk*", "pretok*", "salg*", "solgt", "sald", "inmatning*", "innmating*", "*syotto", "syotto*",
        "myynti*", "verkkoon", "produced", "surplus", "ruckspeis*", "rucklieferung", "reinject*", "cedut*", "uberschuss*", "overschot*",
        "to", "ins", "vers", "til", "till", *_GRID,
    ),
    Role.BATTERY_POWER: _BATTERY,
    Role.BATTERY_CHARGE_POWER: (
        "charging", "charge", "laden", "ladeleistung", "*ladung", "opladen", "oplaad*", "laadvermogen", "carica*", "carga*",
        "ladowan*", "nabijen*", "opladning*", "laddning*", "lading*", "opplading", "lataus*", *_BATTERY,
    ),
    Role.BATTERY_DISCHARGE_POWER: (
        "discharg*", "entlad*", "*entladung", "ontlad*", "ontlaad*", "decharg*", "scaric*", "descarg*", "rozladow*",
        "vybijen*", "aflad*", "urladdning*", "utlad*", "purku*", "purka*", *_BATTERY,
    ),
    Role.BATTERY_SOC: (
        "soc", "ladestand*", "ladezustand*", "fullstand*", "laadniveau", "laadtoestand", "opladningsniveau", "laddniva",
        "laddningsniva", "ladeniva", "varaustaso", "lataustaso", "akkutaso", *_BATTERY, "state", "etat", "stato", "estado",
        "stan", "stav", "level", "niveau", "livello", "nivel", "poziom", "uroven",
    ),
    Role.LOAD_POWER: (
        "load", "house*", "home", "haus", "hausverbrauch*", "haushalt*", "huis*", "woning*", "maison", "casa", "dom", "domu",
        "dum", "domacnost*", "hus", "husforbrug*", "husholdning*", "hushall*", "bolig*", "talo*", "koti*", "consumption",
        "consommation*", "conso", "consum*", "verbrauch*", "*verbrauch", "verbruik*", "*verbruik", "zuzycie*", "spotreb*",
        "forbrug*", "*forbrug", "forbruk*", "*forbruk", "forbrukning*", "*forbrukning", "kulutus*", "*kulutus", "carico",
        "carichi", "last", "belastning",
    ),
}  # fmt: skip
# What belongs to something else: it may have a power, but is none of the home's.
OTHER = (
    "router", "internet", "network", "netzwerk*", "netwerk*", "reseau-local", "server*", "rack", "switch", "nas", "wifi", "wlan",
    "charger", "echarger", "goe", "zappi", "easee", "wattpilot", "zaptec", "wallbox", "evse", "ev",
    "ladestation", "laadpaal", "borne", "colonnina", "cargador", "carregador", "ladowark*",
    "nabijeck*", "ladeboks", "laddbox", "elbil*", "elladeboks", "latausasema", "car", "auto", "phone", "iphone", "pixel", "handy",
    "tablet", "ipad", "laptop", "watch", "tv", "fernseher", "washing", "washer", "waschmaschine", "dishwasher", "geschirrspuler",
    "spulmaschine", "dryer", "trockner", "wasmachine", "vaatwasser", "lave", "lavatrice", "lavadora", "pralka", "pracka",
    "vaskemaskin*", "opvaskemaskine", "tvattmaskin", "diskmaskin", "pesukone", "fridge", "kuhlschrank", "freezer", "oven",
    "kitchen", "kuche", "boiler", "heater", "heizung", "warmepumpe*", "heatpump", "pump", "lamp", "light", "licht", "plug",
    "steckdose", "socket", "stopcontact", "prise", "presa", "enchufe", "tomada", "gniazdko", "zasuvka", "stikkontakt", "uttaget",
    "pistorasia", "computer", "pc", "desk", "remote", "sensor",
)  # fmt: skip
# A part of a sum, a limit, a forecast: it has the right name, but is not the reading.
PART = (
    "l1", "l2", "l3", "phase", "phasen", "fase", "faza", "faze", "fas", "vaihe", "phase1", "phase2", "phase3", "mppt*", "string*",
    "pv1", "pv2", "pv3", "pv4", "max", "min", "maximum", "minimum", "maximal*", "limit*", "target*", "soll*", "setpoint",
    "reserve", "forecast*", "prognose*", "prevision*", "estimate*", "estimated", "today", "heute", "average", "avg",
    "apparent", "reactive", "rated", "nominal", "nenn*", "threshold", "capacity",
)  # fmt: skip
# With a word of the grid: what is drawn from it, as the Energy dashboard calls it. Alone: what the house takes.
CONSUMED = (
    "consumption", "consommation*", "consum*", "verbrauch*", "verbruik*", "zuzycie*", "spotreb*",
    "forbrug*", "forbruk*", "forbrukning*", "kulutus*",
)  # fmt: skip
# They give a direction only next to a word for the flow; two of them don't make a signed sensor.
PREPOSITIONS = frozenset({"from", "vom", "aus", "fra", "fran", "depuis", "to", "ins", "vers", "til", "till"})
WHOLE = ("total*", "gesamt*", "totaal*", "totale", "suma", "calkowit*", "celkem", "celkov*", "samlet", "totalt", "yhteensa", "net", "netto")  # fmt: skip
