// Made by `npm run docs` from the texts in the code: nothing here is written by hand.

/** The words of our own messages and settings, between spaces. They are public, whoever chose one as a password. */
export const ownWords = `
0x 10s 128m 15m 16h 17l5 1a6b41 1d 1h 1m 1m16 1m23 1user 22m 24h 25h 2a10 2f 2m 30s 31m 33m 39m 3a 3f 3fff
4f 50c0 5m 6to4 89ab 8v10m16 9a6700 aaaa abc abc123 abcd abort aborterror about above abuse accelerated
accelerates acceleration accept accepted accepts access accesskey accesskeyid account accounts action
actions activate activated active active24 ad1 ad2 add adddomainrecord added additional addrecord address
addresserrors addresses addrr adds addsubdomain addzonerecord adguard adguardhome admin administration
administrator advanced advice affected afraid after again against age agent ago agree agreed ahead ai ak
akam akamai akamaitech akamaized aksk alert alg algorithm alias alibaba alicloud alidns aliesa alive
aliyuncs aliyundnsfullaccess all allinkl allow allowed allows alone already also although always amazon
amazonaws among amp an aname ancestors and anew announced announcements another answer answered answers
any anycast anything anywhere ap apart api api2 api6 apidomainkey apigw apikey apitoken apos apostrophe
app application applications applies apply apprise apprises appspot apptoken are arg argument arguments
aria arn arpa array arrive arrow as ascii ask asked asking asks asp assignment assistant assume ast at
attach attention attribute auth authenticate authentication authoritative authority authorization
authorized auto availability avatar avatarurl avm away awk aws awsapprunner azure azuredns azurewebsites
b3261e back backup bad bad1 bad2 badagent badauth badge badkey badrequest badsig badsys badtime baidu
baidubce baiducloud banner bare bark base base64 base64url basic batch bce be bearer beasts became because
become been before began begin begins begun behind beijing being belong belongs below benchmarking bend
berlin beside besides best better between bfnrt big bin binary bind bits blocked body boolean boot bot
both botid botname box brackets break breaking breaks bridge broker bsol build built bunny bunnynet busy
but button by byte bytes ca cache call caller callers calls came can cancel cannot cap capitals carol
carriage carried carrier carries carry catches category cause ccc ccd ccp cd cdn ception certain
certificate certificates certs cf cgi ch chain change changebatch changed changeip changeresourcerecord
changes changeset channel channels character characters charset chat chats check checked checkip china
chmod choices choose chooses chosen chown circle cisco cl12345 claim class classes classic cli click
client clienthost clientid clients clock clocks close closed cloud cloudapp clouddns cloudflare cloudfront
cloudfunctions cloudns clouds club cluster cmd cn cname cns code codes colon colons color colordebug
colorerror colorinfo colorwarn com come comes comma command commands commas commat comment comments commit
compare compared compartment complete compose conf config configerror configuration configurations
configured confirm confirmed confirms conflict connect connected connection connections console constellix
consumer contact container content contenttype contract contributor control controls cooldown copies copy
core corenetworks could count counted counter country counts cover cp crammd5 create created
creatednsrecord createrecord createtoken credential credentials cron crontab curly current cursor custom
customer customernumber cut cx cy cz da daily dailylimitexceeded damaged dash dashboard data datadir
dataset date dated datetime day days db8 dberror dd24 ddns ddnsfm ddnss de debug decided decides decoded
dedyn default defines degraded del delay delegated delegation delete deleted deletednsrecords
deletedomainrecord deleterecord deletes deletions denied depends describe describeacceleration described
describednsrecords describedomainlist describedomainrecord describedomains describerecordlist
describezones description desec deserved deserves desired destinationhostname details detected detection
dev developer developers device devicekey devices diagnostic did differ different differs digit
digitalocean digits dinahosting directadmin directip directnic director directory disable disabled
disabletls disagree discord discount discover discovery dispatcher display div dname dns dns1984
dnsaddrecord dnsapi dnsdeleterecord dnserr dnsexit dnshome dnsimple dnsla dnslistrecords dnsmadeeasy dnsme
dnsname dnsomatic dnspod dnsrec dnsrecords dnsup dnsupdaterecord dnszone dnszones do doc docker docs
doctype documentation documented dode does dollar domain domaindiscount24 domainlist domains
domainsdnsfullaccess domene domeneshop domrobot donator dondns dondominio done dot double doubt down
download dreamhost drop dropconnections dry dryrun ds dual duck duckdns due duia duiadns duplicate
duration dy dyfi dyn dyn0123456 dynadot dynamic dynamicdns dynamicurl dyndns dyndns2 dyndnsit dynhost dynu
dynupdate dynv6 eacces each eaddrnotavail eafnosupport eai earlier east easy easydns echo econnrefused
econnreset edgekey edgeone edgesuite edit edition editor edits edns0 effect ehostunreach eisdir either
elasticbeanstalk electric ellipsis else elsewhere em email emessage emoji empty en enable enabled
enametoolong encoding encodingstyle encryption end ended endpoint ends enetunreach enforced engine enodata
enoent enom enotdir enotfound enough enter enterprise entities entra entry enum env envelope environment
eperm epipe eq equals err error errorresponse errors esa ete eth eth0 eth1 eu europe eusc event events
ever every everybody everything example exceeded excess excl exec exist existing exit exitcode exits exo
exo2 exoscale expected expiration expire expired expiredtoken expires expiring explicittls export extra
extras factor fail failed failing failover fails failure failures false falsified families family far
faster fatal fault fc00 fe fe80 fetch fetchers few fewer ff ff00 ff0e fff ffff fi fib field fields
fieldtype file filename filepath files fill filter filtering filters find findeach finds fingerprint
finish firebase firebaseapp firewall first fit fits five flatten flexdns flexible fm folder follow
followed following follows footer for forbidden foreign forge forged forges forgotten forgottenby form
format formerr forms forward forwarded forwarding found fqdn fragment frame frankfurt free freedns
freemyip fritz from fromaddress fromname front ftl fulfilled full fullaccess fully function functions
further gandi gandiv5 gap gateway gauge gave gb gce gchat gcloud gcore gd gen generate generated generic
geo geodns get getall getdomains getexternalipaddress getexternalipv6addre getzonerecords gigahost gira
giradns git github githubusercontent give given gives glesys global go godaddy goes goip gone good google
googleapis googlechat googledomains googleusercontent got gotify gov govcloud grade grant grants grave
greater group gt gtm guessed gva h1 h2 h23 ha had half halt hand handle hands hangouts hangzhou happened
has haschanged hass hassio hassios hat have hc hcloud he head header headers heals health healthcheck
healthchecks healthchecksio healthy healthz heard heartbeat heartbeats held hello help here hetzner hex
hexadecimal hidden higher hints histogram hmac hold holding holds hole home homeassistant homemade
homeserver honoured hook hooks host hosted hostedzone hostedzonesbyname hostid hosting hostingde hostinger
hostname hostnames hosts hostspercall hour hourly hours house how hpanel href hsdyndns html http httpred
https huawei huaweicloud hundred hurricane hyphen iam icanhazepoch icanhazip icanhazptr icanhaztrace icon
id ident identifier identity ideographic idle ids ietf if iface ifttt igddesc ignored ignores im image img
implicittls in inactive included incomplete incompletesignature indata independent inet6 inf info
infodnsrecords infomaniak information ingress initial initializing inkl inside inspect instance instead
insync int interface interfaces internal international internet internetgatewaydevic interrupted interval
intl into invalid invalidchangebatch invalidclienttokenid inwx io ionos ip ip4 ip6 ip6addr ipaddr
ipaddress ipify ips ipv4 ipv4addr ipv6 ipv64 ipv6addr is isknown isp isresponse istaken it item items its
itsdns itself join joined joiner joker jp js json judged jwt kas kasserver keep keeping keeps kept kernel
key keyboard keygen keyid keymgr keys kib kind knot know known knows ko kuma la lab label labels lack
lacks lan lang large larger lark last lastchange lasting lastsync late later latin1 lbrace lbrack lcub le
lead leads least leave leaves left legacy lego len length less let lets letters level li liar lib lies
lift like limit limited limitedapart limits line linecap linejoin lines link linked linode linux list
listall listdomains listed listen listening listens listhostedzonesbynam listrecords listrecordsets
listresourcerecordse listrrs lists listsites listzones lite live livedns livez loaded local localdomain
localhints localhost location locked log logged logger login logout logs long longer longest look looked
looking looknow looks lookup lookups loop loopback loopia loopiaapi lost lowbar lower lowered lowest lpar
lsqb lt lua luadns m16 m9 mac machine machines made mail main mainland maintained maintenance make makes
malformed man manage managed managedzones managedzoneslistresp management manager manages manual many
mappings maps mark markdown markup master match matic matrix mattermost max may md md5 mdi me meant
meanwhile media mem member members memory mend menu message messagekey messages meta metadata method
methodcall methodname methodresponse methods metrics microsoft microsoftonline mid midast min minimum
minus minute minutes misdirected mismatch missing missingauthenticatio mjs mkdir mnt mod mode modify
modifydnsrecords modifyrecord moment moniker monitor month monthly more most mostly move moved mqtt mqtts
ms msg msteams much multicast must mx my myaddr mydns myhuaweicloud myip myip2 myipv4 myipv6
myonlineportal mythic mythicbeasts name namecheap namecom named nameof names nameserver namesilo narrow
nas nat national native nbsp ndev nearlyfreespeech need needed needs needswitness neither net netcup
netcupclouddns netlify network networking networks never new newcomer newer newest newexternalipaddress
newexternalipv6addre newline news next nfkc nfs nfsn ng nic nicru njal njalla nl no noauth nobody nochg
nodataofrecord node nodejs noerror nohost noip non none nor norecord normal north northwest norway nosniff
nosuchobject not notauth note noted notes notfqdn nothing notice notifiarr notification notifications
notify notimp nottaken notzone now nowdns ns ns1 nsone nsupdate nsupdateinfo ntfy ntoken null num number
numbered numbers numhost nxdomain nxrrset oauth oauth2 obeyed object oc1 occupied oci ocid ocid1 octets of
off offered offline often ok ol old older on once one onend ones online only onmessage onse onsession opc
opcode open opendns opens operate operation operator operators opsgenie opt optimize option options or
oracle oraclecloud orange oray order org organisation organization organizations origin otc ote other
others otherwise out outcome outer output outside over overview overwritten ovh ovhcloud own ownfiles owns
packet packets page pagerduty pages paid pair pairs panel param parameter params park parking parsemode
part partial partition partly partner parts pass passes passphrase passwd password past pat patch path
pattern pauses paying pbul pcp pdns pdnsutil pem pending people per percnt perday period permanent
permission permissions person personal pgid ph php pi pickers pid pihole ping pk1 place placeholder places
plain plan planned plans plesk plus pmp point pointing points policies policy poll pool pools porkbun port
portal portfolio ports post postmessage powerdns prague prefers prefix premier preserve press pretty
preview primary printf priority priorrequestnotcompl private privileges probe problem problems proc
process product production products profile program programmatic programs project projects prom prometheus
protected protection protects protocol provider providers provides proxied proxy ps ps256 public publicip
publicipv4 publicipv6 publish published publishes pubyun puid pull punycode push pushbullet pushover put
pw pwd qclouddnspodfullacce quad9 qualified queries query queryid quest question questions quiet quorum
quot quota quotaexceeded quotation quotes rain rainyun ram ran random range rate ratelimit raw rbrace
rbrack rcode rcub rdtype reach reachable reached reaches read readable reader readme reads readwrite real
realm reason reasons reboot rec receiver recheck record recorded recordlist records recordsets recordsfind
recordtype recordtypes recovered recovery recs0 redirect redirected redirection redirects referer referrer
refresh refreshed refuse refused refuses reg regex regfish region regions register registered registrar
registrations registry reject rejected rel relay remote remove removed removerr removes removezonerecord
renew renewed replace replaced replacerr replaces report repository request requestdate requestexpired
requestmethod requests required requirestarttls reread resdata reseller resellers reserved reset resolved
resolvens resolver resolvesoa resource resourcedoesnotexist resourcegroups resourcenotfound resourcerecord
resourcerecords resourcerecordset resourcerecordsetsli resources response responsecode rest restart
restarts resting restricted rests result retries retrieve retry retryat return reverse revision revoked
rewrite rewrites rfc rfc2136 right rights rm ro rocket rocketchat rockets role roles room rooms root
rootdesc rotation round rounded roundrobin route route53 router routers routing row rows rpar rpcserv rr
rrpproxy rrset rrsets rrtype rs rs256 rs512 rsa rsqb rtype ru rule rules run running runs s123456 safe
safelookup said same sandbox save say saying says scale scaleway schedule scheduling schemas scheme
schokokeks scope scopes script scw sdk se search sec second secondaries secondary seconds secret
secretapikey secretid secretkey secrets section secure secureconnect security see seems seen sees select
self selfhost semi semicolon send sender sendmessage sends sensor sent separated serbia serial serve
served server servercow servererror servers serves servfail service services session sessions set
setdnshost setip sets setsactions setsrequest setting settings setup several sh sha sha1 sha224 sha256
sha384 sha512 shall shape shared shares sharing shell shop short shorter should shoutrrr show showed
showing shown shows sid sig sighup sigint sign signal signature signaturedoesnotmatc signaturemethod
signaturenonce signatureversion signed signedheaders signup sigterm sigusr1 silent simply since single
site sitelutions sites sixth size sk sk1 skiptlsverify skiptoken slack slave sleep slow slug smart smtp so
soa soap socks socks5 socks5h soft sol some somebody something soon sound source sources southeast space
spaces spaceship spacing span spdyn speak speaks special specs spelling splitlines spoken src ss ssdp ssl
sso st stack stackit stale stand stands start started starting starts starttls state static status stay
stays stealth step stepped steps still stop stopped stopping store storm straight strato stresponse string
stroke strong struct stun style sub subdomain subdomains subject submitted subnet subnets subscription
subscriptions succeeded success successful such sudo suffix summary supervisor support supported sure svc
svg swapped switch switched switches symbol sync sys system systems tab table tag tags take taken takes
target targets tc tc3 tcp team teams technical technitium telegram telekom tell tells template temporary
tenancy tenant tencent tencentcloud tencentcloudapi teo terminal test text texts than that the their
theirs them then there these they thing things this those thread three through tick time timeout times
timesensitive timestamp timezone title titlekey tk tls tnedi to toaddresses together tojson token tokens
told too took tools topic topics total touched tr trace traffic trafficroute transient transip translates
transmit transport travels tree trie tried trim trouble true truncated trust trusted trusts try ts tsig
ttl ttlbefore ttlnow tty tunnel tunnelbroker turn turns twice twilio two twodns txt type typed types tz ud
udmedia udp udp4 udp6 ul umask umbrella unauthorized unavailable uncaughtexception unchanged unconfirmed
under underbar understand undici unencrypted unhealthy unicast unicode unique unit units unjudged unknown
unless unlimited unmatched unprotected unreachable unreached unreadable unrecognizedclientex unseen unsent
unset unsigned unspecified until untilrecheck untried unusable up upd update updated updateddns
updatednsrecords updatedomainrecord updater updaterecord updaterecordsets updates updatezonerecord upnp
upper uptime uptimekuma uri url urlencoded urlfwd urls urn us usable use used usehtml user userkey
username users uses usestarttls usual utc utf utf16le utf8 uuid v0 v1 v2 v2beta1 v3 v4 v5 v6 v8 valid
validity value values variable variables variomedia verbar verbose vercel verdict verification version
vert via view viewbox viewport visible voice voices volc volcengine volcengineapi volume vote voters votes
vpn vultr w3 waf wait waited waiting waits wanted wants wapi warn warning warp was watched watchtower way
wbr web webhook webhookid webhooks webserver webservice websockets websupport webui wecom wedos week
weekly weight weighted well were west what when where whether which while who whoami whoever whole whom
whose why width wildcard wildcards will windows with withgoogle within without witness word work worked
workers workflow workflows works world would wr write writer writes written wrong wrongly www xml xmlns
xmlrpc xmls xmlsoap xn xoxb xx yandex yandexcloud yc year yearly yes yet yml you your yours yourself yun
yxdomain yxrrset z2fdtndataqyw2 zero zid zone zoneconfigid zoneconfigsfind zoneedit zoneid zonename zones
zoneupdate zulip
`;
