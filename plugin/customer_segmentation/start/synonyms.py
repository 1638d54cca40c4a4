"""Names under which shops keep the tables and columns of the raw contract.

In English, and the main ones in German, French, Spanish, Italian, Dutch and Portuguese, without accents.
Gathered from the exports of common shop systems, tills and CRMs and from public order logs. A name
is lower case, words parted by an underscore; the first ones are the most telling.
"""

TABLES: dict[str, tuple[str, ...]] = {
    "orders": (
        "orders", "sales_orders", "order_header", "purchases", "transactions", "invoices",
        "baskets", "receipts", "sales", "bookings", "bestellungen", "auftraege", "auftrage",
        "rechnungen", "belege", "commandes", "factures", "ventes", "pedidos", "facturas", "ventas",
        "ordini", "fatture", "vendite", "bestellingen", "facturen", "encomendas", "vendas",
        "reservations", "memberships", "subscriptions", "policies", "rentals", "donations",
        "buchungen", "reservierungen", "prenotazioni", "reservas", "reserveringen", "boekingen",
        "abonnements", "spenden", "dons", "donaciones", "donazioni",
    ),
    "customers": (
        "customers", "contacts", "clients", "crm", "members", "users", "accounts", "households",
        "buyers", "people", "demographics", "subscribers", "patients", "players", "donors",
        "guests", "policyholders", "kunden", "kundenstamm", "mitglieder", "gaste", "spender",
        "clientes", "clienti", "klanten", "leden", "gasten", "adherents", "abonnes", "donateurs",
        "hotes", "ospiti", "soci", "socios", "huespedes", "hospedes",
    ),
    "order_items": (
        "order_items", "order_lines", "order_details", "sales_order_details", "line_items", "invoice_lines",
        "basket_lines", "transaction_lines", "positions", "items", "lines", "order_products",
        "positionen", "bestellpositionen", "auftragspositionen", "rechnungspositionen",
        "belegpositionen", "lignes", "lineas", "righe", "regels", "linhas",
    ),
    "products": (
        "products", "articles", "items", "stock", "catalogue", "catalog", "sku", "materials",
        "artikel", "artikelstamm", "produkte", "produits", "productos", "articulos", "prodotti",
        "articoli", "producten", "produtos",
    ),
    "events": (
        "events", "web_events", "clicks", "page_views", "tracking", "sessions", "activity",
        "email_events", "newsletter_events", "interactions", "web_log", "touchpoints",
        "nieuwsbrief_events", "ereignisse", "evenements", "eventos", "eventi",
    ),
    "survey_responses": ("survey_responses", "surveys", "nps", "feedback", "answers", "ratings"),
}  # fmt: skip


# What the name of a key ends with.
KEY_ENDINGS = ("id", "no", "nr", "number", "key", "code", "ref", "uuid", "num")


def _keys(*things: str) -> tuple[str, ...]:
    """What the key of a thing may be called: customer_id, customer_no, ... customer."""
    return tuple(f"{thing}_{ending}" for thing in things for ending in KEY_ENDINGS) + things


def _times(*deeds: str) -> tuple[str, ...]:
    """What the time of a deed may be called: order_date, order_time, ..., ordered_at, ..."""
    endings = ("date", "time", "timestamp", "ts", "datetime", "day", "at", "on")
    return tuple(f"{deed}_{ending}" for deed in deeds for ending in endings)


def _foreign_keys(germanic: tuple[str, ...], romance: tuple[str, ...]) -> tuple[str, ...]:
    """Keys in other languages: Kundennummer, klant_id; id_client, codigo_cliente, cliente."""
    endings, beginnings = ("nummer", "nr", "no", "id"), ("id", "code", "codigo", "codice", "numero")
    return (
        *(f"{thing}_{ending}" for thing in germanic for ending in endings),
        *(f"{beginning}_{thing}" for thing in romance for beginning in beginnings),
        *(f"{thing}_id" for thing in romance),
        *germanic,
        *romance,
    )


BUYERS = (
    "customer", "client", "contact", "buyer", "user", "member", "household", "account",
    "loyalty_card", "loyalty", "card", "shopper", "cust", "subscriber", "guest", "debtor",
    "company", "visitor", "person", "profile", "distinct", "patient", "player", "donor",
    "donator", "contributor", "supporter", "student", "partner", "payer", "patron", "sold_to",
    "bill_to", "policyholder", "policy_holder", "insured", "traveller", "attendee", "msisdn",
)  # fmt: skip
CUSTOMER_ID = _keys(*BUYERS) + _foreign_keys(
    (
        "kunden",
        "kunde",
        "debitoren",
        "debitor",
        "klant",
        "klanten",
        "mitglieds",
        "mitglied",
        "versicherungsnehmer",
        "gast",
        "spender",
        "kundenkarten",
        "kundenkarte",
    ),
    (
        "client",
        "cliente",
        "acheteur",
        "comprador",
        "socio",
        "adherent",
        "abonne",
        "donateur",
        "donante",
        "donatore",
        "ospite",
        "huesped",
        "hospede",
        "acquirente",
    ),
)
# What who bought is called where there is no key: customer_name, Kundenname, nome_cliente.
CUSTOMER_NAMES = (
    *(f"{thing}_name" for thing in BUYERS),
    *(f"{thing}name" for thing in ("kunden", "klant", "debitoren")),
    *(f"{name}_{thing}" for name in ("nom", "nombre", "nome")
      for thing in ("client", "cliente", "acheteur", "comprador", "socio")),
)  # fmt: skip
ORDER_ID = _keys(
    "order", "sales_order", "invoice", "transaction", "basket", "receipt", "sale", "purchase",
    "booking",
    "ticket", "bill", "txn", "document", "cart", "checkout", "doc", "check",
    "reservation", "rental", "donation", "gift", "payment",
) + _foreign_keys(
    ("bestell", "bestellungs", "bestellung", "auftrags", "auftrag", "rechnungs", "rechnung",
     "beleg", "bon", "kassenbon", "vorgangs", "bestel", "bestelling", "factuur", "buchungs",
     "reservierungs", "spenden", "boekings", "reserverings"),
    ("commande", "facture", "pedido", "factura", "venta", "ordine", "fattura", "scontrino",
     "compra", "encomenda", "fatura", "venda", "piece", "num_piece", "reservation", "reserva",
     "prenotazione", "don", "donacion", "donazione"),
)  # fmt: skip
PRODUCT_ID = (
    "product_id", "sku", "stock_code", "product_code", "article_no", "article_id", "item_id",
    "item_code", "product_key", "product", "product_no", "ean", "upc", "variant_id", "material",
    "article", "article_number", "article_key", "item_key", "item_no", "item_number",
    "plu", "gtin", "asin", "item",
    "item_name", "product_name", "item_description", "product_description",
    "lineitem_sku", "lineitem_name",
    *_foreign_keys(
        ("artikel", "produkt", "product"),
        ("article", "produit", "producto", "articulo", "prodotto", "articolo", "produto", "artigo"),
    ),
    "ref_produit", "ref_article",
)  # fmt: skip
AMOUNTS = (
    "total_amount", "order_total", "total", "total_price", "grand_total", "amount",
    "order_value", "order_amount", "total_due", "amount_due", "revenue", "sales_value",
    "net_amount", "gross_amount",
    "amount_paid", "sales_amount", "value", "turnover", "total_paid", "gross", "net", "paid",
    "gross_total", "net_total", "total_gross", "total_net", "invoice_amount", "sales", "price",
    "gesamtbetrag", "gesamtpreis", "gesamtsumme", "rechnungsbetrag", "bestellwert",
    "auftragswert", "endbetrag", "betrag", "umsatz", "summe", "montant_total", "total_ttc",
    "montant_ttc", "montant", "importe_total", "importe", "monto_total", "monto",
    "importo_totale", "importo", "totale", "totaalbedrag", "totaal", "bedrag", "valor_total", "valor",
    "money", "cost", "payment_amount", "donation_amount", "gift_amount", "face_value", "fee", "fees",
    "membership_fee", "premium_amount", "premium", "beitrag", "praemie", "preis", "prix", "precio",
    "prezzo", "preco", "prijs", "montant_ht",
)  # fmt: skip
LINE_AMOUNTS = (
    "line_total", "line_amount", "extended_price", "extended_amount", "sales", "sales_value",
    "sales_amount", "revenue", "amount", "total", "total_price", "total_amount", "net_amount",
    "turnover", "positionsbetrag", "zeilenbetrag", "gesamtbetrag", "gesamtpreis", "umsatz",
    "betrag", "montant", "importe", "monto", "importo", "regelbedrag", "bedrag", "valor",
)  # fmt: skip
# What a table of products calls the price that it is sold for.
LIST_PRICES = (
    "unit_price", "list_price", "price", "retail_price", "product_price", "product_retail_price",
    "selling_price", "sale_price", "sales_price", "standard_price", "catalog_price", "item_price",
    "verkaufspreis", "listenpreis", "preis", "prix_de_vente", "prix_unitaire", "prix",
    "precio_de_venta", "precio", "prezzo_di_vendita", "prezzo", "preco_de_venda", "preco",
    "verkoopprijs", "prijs",
)  # fmt: skip
# What a table of payments for orders is called.
PAYMENTS = ("payment", "charge", "settlement")
# What the event of a purchase is called, by Google Analytics 4, Segment and shops; the first says it best.
PURCHASES = (
    "purchase", "purchased", "order_completed", "order_placed", "order_created", "order_paid",
    "completed_order", "placed_order", "order", "ordered", "checkout_completed",
    "checkout_complete", "completed_purchase", "transaction", "sale", "buy", "bought",
    "payment_done", "payment_completed", "payment_succeeded", "payment_success", "paid",
    "in_app_purchase", "ecommerce_purchase",
)  # fmt: skip
CANCELLED_AT = (
    *_times("cancelled", "canceled", "cancellation", "voided"), "stornodatum", "storniert_am",
    "date_annulation", "fecha_cancelacion", "data_annullamento", "data_cancelamento",
)  # fmt: skip
YEARS_OF_BIRTH = ("year_of_birth", "birth_year", "year_birth", "year_born", "born_in", "yob")
RFM_MEASURES = {
    "recency": (
        "recency", "recency_days", "days_since_last_purchase", "days_since_last_order",
        "last_purchase_days", "days_since_purchase", "days_since_order",
    ),
    "frequency": (
        "frequency", "order_count", "orders", "purchases", "number_of_orders", "num_orders",
        "number_of_purchases", "purchase_count", "total_orders", "total_purchases",
    ),
    "monetary": (
        "monetary", "monetary_value", "total_spend", "total_spent", "spend", "amount_spent",
        "revenue", "lifetime_value", "total_amount",
    ),
}  # fmt: skip
QUANTITY = (
    "quantity", "order_quantity", "order_qty", "quantity_ordered", "units", "pieces", "units_sold",
    "amount_units", "count", "item_count",
    "menge", "anzahl", "stueckzahl", "stuckzahl", "quantite", "qte", "cantidad", "quantita",
    "quantidade", "aantal",
)  # fmt: skip

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "orders": {
        "order_id": (*ORDER_ID, "id"),
        "customer_id": CUSTOMER_ID,
        "ordered_at": (
            "ordered_at", "date_of_purchase",
            *_times(
                "order", "ordered", "purchase", "purchased", "invoice", "invoiced", "transaction",
                "sale", "sold", "billing", "billed", "placed", "booking", "booked", "bought",
                "created", "paid", "document", "doc", "posting", "visit", "txn", "reservation",
                "payment", "donation", "gift", "rental", "start", "started",
            ),
            "timestamp", "date", "datetime", "day", "created",
            "bestelldatum", "auftragsdatum", "rechnungsdatum", "belegdatum", "kaufdatum",
            "verkaufsdatum", "buchungsdatum", "datum", "date_commande", "date_facture",
            "date_achat", "date_vente", "fecha_pedido", "fecha_compra", "fecha_factura",
            "fecha_venta", "fecha", "data_ordine", "data_acquisto", "data_fattura",
            "data_vendita", "data_pedido", "data_compra", "data_venda", "orderdatum",
            "besteldatum", "factuurdatum", "aankoopdatum",
            "zahlungsdatum", "spendendatum", "vertragsbeginn", "date_piece", "date_reservation",
            "date_paiement", "date_don", "date_debut", "fecha_reserva", "fecha_pago", "fecha_inicio",
            "data_prenotazione", "data_pagamento", "data_inizio", "data_reserva", "data_inicio",
            "boekingsdatum", "reserveringsdatum", "betaaldatum", "startdatum",
        ),
        "status": (
            "status", "order_status", "state", "fulfilment_status", "order_state",
            "payment_status", "payment_state", "invoice_status", "financial_status",
            "bestellstatus", "auftragsstatus", "rechnungsstatus", "zahlungsstatus", "statut",
            "estado", "stato", "situacao", "situazione", "etat", "result",
        ),
        "channel": (
            "channel", "sales_channel", "order_channel", "source_channel", "store_type",
            "vertriebskanal", "verkaufskanal", "kanal", "canal", "canal_vente", "canal_venta",
            "canale", "kanaal",
        ),
        "currency": ("currency", "currency_code", "order_currency", "iso_currency"),
        "total_amount": AMOUNTS,
        "discount_amount": (
            "discount_amount", "discount", "total_discounts", "rebate", "discount_total",
            "rabatt", "remise", "descuento", "sconto", "korting", "desconto",
        ),
        "shipping_amount": (
            "shipping_amount", "shipping", "shipping_cost", "freight", "postage", "delivery_fee",
            "versandkosten", "frais_de_port", "gastos_envio", "spese_spedizione", "verzendkosten",
        ),
        "coupon_code": (
            "coupon_code", "coupon", "voucher", "voucher_code", "promo_code", "promotion_code",
        ),
    },
    "customers": {
        "customer_id": (*CUSTOMER_ID, "id"),
        "canonical_customer_id": (
            "canonical_customer_id", "merged_into", "master_id", "golden_id",
            "parent_customer_id",
        ),
        "email": ("email", "email_address", "e_mail", "mail", "mail_address"),
        "phone": ("phone", "phone_number", "mobile", "telephone", "mobile_number", "tel", "telefon",
                  "telefonnummer", "handy", "mobil", "telefono", "telefoon", "telefone"),
        "first_name": ("first_name", "given_name", "forename", "firstname", "vorname", "prenom",
                       "nombre", "nome", "voornaam"),
        "last_name": ("last_name", "surname", "family_name", "lastname", "nachname", "nom", "apellidos",
                      "apellido", "cognome", "achternaam", "sobrenome"),
        "birth_date": ("birth_date", "date_of_birth", "dob", "birthday", "born_on", "geburtsdatum",
                       "date_naissance", "fecha_nacimiento", "data_nascita", "geboortedatum"),
        "gender": ("gender", "sex", "salutation", "geschlecht", "anrede", "sexe", "civilite", "genero",
                   "sexo", "sesso", "genere", "geslacht"),
        "city": ("city", "town", "place", "stadt", "ort", "ville", "ciudad", "citta", "cidade"),
        "region": ("region", "state", "county", "province", "federal_state", "bundesland", "kanton",
                   "provincia", "provincie"),
        "postal_code": ("postal_code", "zip", "zip_code", "postcode", "plz", "code_postal",
                        "codigo_postal", "cap"),
        "country": ("country", "country_code", "nation", "country_name", "land", "pays", "pais", "paese",
                    "nazione"),
        "acquisition_channel": (
            "acquisition_channel", "signup_source", "lead_source", "utm_source", "acquired_by",
        ),
        "loyalty_tier": (
            "loyalty_tier", "tier", "loyalty_status", "membership_level", "status_level",
        ),
        "signed_up_at": (
            "signed_up_at", "signup_date", "registered_at", "registration_date", "created_at",
            "customer_since", "joined_at", "member_since", "dt_customer", "registered", "joined",
            "create_date", "creation_date", "date_created", "account_open_date",
            "enrollment_date", "angelegt_am", "anlagedatum", "registriert_am", "registrierungsdatum",
            "kunde_seit", "erstellt_am", "date_inscription", "date_creation", "fecha_registro",
            "fecha_alta", "data_registrazione", "data_iscrizione", "data_cadastro",
            "registratiedatum", "aangemaakt_op", "klant_sinds", "lid_sinds", "cliente_dal", "created",
        ),
        "marketing_consent": (
            "marketing_consent", "newsletter", "opt_in", "accepts_marketing",
            "accepts_email_marketing", "email_marketing", "email_consent", "email_opt_in",
            "newsletter_opt_in", "newsletter_optin", "optin", "consent", "gdpr_consent",
            "nieuwsbrief", "werbeeinwilligung", "consentement", "consentement_marketing",
            "consentimiento", "acepta_marketing", "consenso", "consenso_marketing",
            "consentimento", "aceita_marketing",
        ),
        "updated_at": ("updated_at", "modified_at", "last_modified", "changed_at", "last_updated"),
    },
    "order_items": {
        "order_item_id": (
            "order_item_id", "order_line_id", "line_id", "item_id", "line_item_id", "position_id",
            "order_detail_id", "line_key", "row_id", "id",
        ),
        "order_id": ORDER_ID,
        "product_id": PRODUCT_ID,
        "quantity": QUANTITY,
        "unit_price": (
            "unit_price", "price", "item_price", "price_each", "unit_amount", "sales_price",
            "einzelpreis", "stueckpreis", "stuckpreis", "preis", "prix_unitaire", "prix",
            "precio_unitario", "precio", "prezzo_unitario", "prezzo", "preco_unitario", "preco",
            "eenheidsprijs", "stukprijs", "prijs", "cost",
        ),
        "discount_amount": ("discount_amount", "discount", "line_discount", "rebate"),
    },
    "products": {
        "product_id": (*PRODUCT_ID, "id"),
        "product_name": (
            "product_name", "lineitem_name", "name", "title", "description", "product_title", "article_name",
            "label", "bezeichnung", "artikelbezeichnung", "artikelname", "produktname",
            "designation", "libelle", "descripcion", "nombre", "descrizione", "omschrijving",
            "descricao",
        ),
        "category": (
            "category", "product_category", "department", "product_group", "commodity",
            "product_type", "product_line", "category_name", "article_group", "item_group",
            "warengruppe", "kategorie", "artikelgruppe", "produktgruppe", "categorie", "famille",
            "categoria", "reparto", "artikelgroep",
        ),
        "brand": ("brand", "manufacturer", "vendor", "maker", "brand_name"),
    },
    "events": {
        "event_id": ("event_id", "id", "hit_id", "interaction_id", "click_id"),
        "customer_id": CUSTOMER_ID,
        "occurred_at": (
            "occurred_at", "event_time", "event_timestamp", "timestamp", "created_at", "event_date",
            "time", "datetime", "sent_at", "date", "ts", "event_ts", "zeitpunkt", "zeitstempel",
            "tijdstip", "horodatage", "momento", "fecha_hora", "data_ora", "data_hora",
        ),
        "channel": ("channel", "event_channel", "source", "medium", "platform"),
        "event_type": (
            "event_type", "type", "event", "event_name", "action", "activity",
            "ereignis", "evenement", "evento", "gebeurtenis",
        ),
        "session_id": ("session_id", "visit_id", "session"),
        "campaign_id": ("campaign_id", "campaign", "utm_campaign", "mailing_id"),
    },
    "survey_responses": {
        "response_id": ("response_id", "id", "answer_id", "survey_id", "feedback_id"),
        "customer_id": CUSTOMER_ID,
        "responded_at": (
            "responded_at", "answered_at", "response_date", "submitted_at", "created_at", "date",
        ),
        "survey_type": ("survey_type", "survey", "type", "question", "survey_name"),
        "score": ("score", "rating", "answer", "value", "points"),
    },
}  # fmt: skip
