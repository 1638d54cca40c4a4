{{ customer_segmentation.alias_rows(ref("base_crm__customers")) }}
