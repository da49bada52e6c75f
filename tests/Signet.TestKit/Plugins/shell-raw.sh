#!/bin/sh
# A signing plugin as somebody writes it who has a shell and openssl: signs bytes, with any of the six kinds of key.
# The key id is the path of the private key; the setting certChain is the path of the certificates, leaf first.
request=$(cat)
member() { printf '%s' "$request" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
key=$(member keyId)

describe() {
  case $(openssl pkey -in "$key" -noout -text | head -n 1) in
    *'(2048 bit'*) echo RSA-2048 ;;
    *'(3072 bit'*) echo RSA-3072 ;;
    *'(4096 bit'*) echo RSA-4096 ;;
    *'(256 bit'*) echo EC-256 ;;
    *'(384 bit'*) echo EC-384 ;;
    *'(521 bit'*) echo EC-521 ;;
  esac
}

# openssl answers in DER: take both numbers out and write them side by side, each as wide as the curve.
side_by_side() {
  # shellcheck disable=SC2059 # the text is made of octal escapes
  printf "$(openssl asn1parse -inform DER | awk -F: -v width="$1" '
    function digit(d) { return index("0123456789ABCDEF", d) - 1 }
    /INTEGER/ {
      number = $NF
      while (length(number) < 2 * width) number = "0" number
      for (i = 1; i < 2 * width; i += 2) printf "\\%03o", digit(substr(number, i, 1)) * 16 + digit(substr(number, i + 1, 1))
    }')"
}

sign() {
  case $1 in
    RSA-*) openssl dgst "-sha$2" -sign "$key" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest ;;
    EC-256) openssl dgst "-sha$2" -sign "$key" | side_by_side 32 ;;
    EC-384) openssl dgst "-sha$2" -sign "$key" | side_by_side 48 ;;
    EC-521) openssl dgst "-sha$2" -sign "$key" | side_by_side 66 ;;
  esac
}

case $1 in
  get-plugin-metadata)
    printf '{"name":"shell-raw","description":"signs with openssl","version":"0.1.0","url":"https://plugins.example.com",'
    printf '"supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_GENERATOR.RAW"]}' ;;
  describe-key)
    printf '{"keyId":"%s","keySpec":"%s"}' "$key" "$(describe)" ;;
  generate-signature)
    spec=$(member keySpec)
    hash=$(member hashAlgorithm)
    case $spec in RSA-*) family=RSASSA-PSS ;; *) family=ECDSA ;; esac
    signature=$(member payload | openssl base64 -d -A | sign "$spec" "${hash#SHA-}" | openssl base64 -A)
    chain=$(sed -e 's/-----BEGIN.*/"/' -e 's/-----END.*/",/' "$(member certChain)" | tr -d '\n')
    printf '{"keyId":"%s","signingAlgorithm":"%s-%s","signature":"%s","certificateChain":[%s]}' \
      "$key" "$family" "$hash" "$signature" "${chain%,}" ;;
  *)
    printf '{"errorCode":"VALIDATION_ERROR","errorMessage":"unknown command %s"}' "$1" >&2
    exit 1 ;;
esac
