// Made by `npm run docs` from the texts in the code: nothing here is written by hand.

/** The words of our own messages and settings, between spaces. They are public, whoever chose one as a password. */
export const ownWords = `
0x 10s 15m 1d 1h 30s 3fff 5m 6to4 89ab aaaa abort about above accept accepted accepts access account
accounts action actions active address addresses advice affected after again against age agent ago agree
agreed ahead akam akamai akamaitech alg algorithm alias alive all allow allowed allowprivate allows alone
already also although always amazon amazonaws among amp an and announced announcements another answer
answered answers any api api6 apos application apply are arn as ascii ask asked asks assignment ast at
attempt attention attribute auth authoritative auto avm away aws badkey badsig badtime base base64
base64url basic batch be bearer because been before began begin begins behind belong belongs below
benchmarking berlin besides best between bfnrt bind bits body both box brackets bridge bsol built busy but
by bytes ca cache call calls came can cancel cannot carried carrier carries carry case ccp cd cdn ception
cert certain certificates certs cgi ch change changebatch changed changeresourcerecord changes character
characters charset check checkip choices class classic client clock clocks close closed cloud clouddns
cloudflare club cname code colon com come comes comma commas commat comment comments conf configerror
configuration configurations configured confirmed confirms connect connection connections console consumer
container content contract control copies could count counts create created createtoken credential
credentials cron cursor custom customer cut da dashboard data date dated day db8 dd ddns de debug dedyn
default defines delegated delete deleted description desec deserves details detected developer device did
differ different digitalocean digits directory disabled disagree discount discover dispatcher dname dns
dnsimple do doc docker documentation documented does dollar domain domains done dot double down dry dryrun
duplicate duration dynamic dynhost eacces each eaddrnotavail eafnosupport eai earlier econnrefused edit
edits edns0 effect ehostunreach eisdir either else elsewhere empty enable encoding encodingstyle end ended
endpoint ends enetunreach enforced enodata enoent enotfound enough enterprise entities entry env envelope
environment equals err error errorresponse errors ete eth0 eu europe ever every everything example
exceeded excl exist existing exit exitcode exits expected expire expired expiredtoken expires extra failed
failing failure false families faster fatal fault fc00 fe80 few fewer ff00 ff0e ffff field fields file
filter find first five followed follows for format formerr forward forwarding found fragment fritz from
front fulfilled full fully gandi gandiv5 gap gateway gave gd get getexternalipaddress getexternalipv6addre
give given gives global go godaddy goes good google grade grant grants grave greater gt had half halt hand
hands has hat have head heals health healthcheck healthz heard held helps hetzner hex hexadecimal hh
higher hmac hold holds home homemade honoured host hosted hostedzone hostedzonesbyname hosting hour how
html http https hyphen iam icanhazip id ids if igddesc ignored in included incompletesignature inet6 info
infodnsrecords information initializing inside instead insync int interface interfaces international
internet internetgatewaydevic into invalid invalidchangebatch invalidclienttokenid io ionos ip ipify ipv4
ipv6 is isp it its itself join joined js json keep keeping keeps kept key keygen keymgr keys kind knot
know known knows lab label labels lan larger last latin1 lbrace lbrack lcub le lead leads least leave
leaves left lego length less let lets level lib lies limit limited limits line link linode list listed
listen listening listens listhostedzonesbynam listresourcerecordse lists live livedns livez loaded local
localhost location log logged login logout long longer longest look looked loop loopback lost lowbar lower
lowered lowest lpar lsqb lt machine machines made maintenance make makes malformed man manage management
manages many mappings maps master max may md5 meant meanwhile message method midast min minimum minute
minutes mismatch missing missingauthenticatio mm mode moment month monthly more most move moved much
multicast must mx my myaddr myip name named names nameserver narrow nat nbsp need needed needs neither net
netcup network networking never new newer newexternalipaddress newexternalipv6addre newline next no nobody
node noerror non none nor nosniff not notauth note nothing notimp notzone now ns ns1 ntoken num number
nxdomain nxrrset oauth object octets of off offered offline often ok old older on once one ones only open
opendns operator operators options or org organization organizations ote other others otherwise out outer
outside over overview overwritten ovh ovhcloud own owns packets page paid panel parking part parts
password pat patch path pattern pcp pdns pending people percnt period permanent permission permissions
personal php pk1 place plain plan planned plus pmp policies policy porkbun port ports post powerdns prefix
premier pretty primary priorrequestnotcompl private proc process production profile program project
protected protection protocol provider providers proxied proxy public publish published publishes punycode
put qualified queries query queryid quest question quiet quorum quot quota ratelimit rbrace rbrack rcode
rcub reach reachable reached reaches read reason recheck record records recovered redirected redirects
refresh refreshed refused refuses reg registered registrar rejected relay remove removes renew replace
report request requestexpired requests required reread reserved reset resolved resolver resolvesoa
resourcerecord resourcerecords resourcerecordset resources response restart resting restricted result
retries retrieve retry revoked rfc rfc2136 right rights rootdesc rotation round rounded route route53
router routers routing row rpar rrset rrsets rsqb rules run running said same sandbox say saying says
schedule schemas scope scopes search second secondary seconds secret security see seems sees self semi
sent separated served server servers servfail service session set sets setsrequest setting settings
several sha1 sha224 sha256 sha384 sha512 shape sharing short shorter should shows sig sigint sign signal
signature signaturedoesnotmatc signed sigterm silent since single sixth sk1 slave slower so soa soap socks
sol some somebody something source sources space speak speaks ss ssdp sso st stale stands start starting
static status stay stays stepped still stop stopped stopping store straight string stun sub subnet subnets
success successful such suffix support sure swapped switch switched switches sync sys system tab tags take
taken takes target tcp team technical tell tells template temporary test text than that the their them
then there these they this those three through time timeout times timestamp tls to together token tokens
told too total touched trace traffic transfer transient translates transmit tried trim true truncated
trust try ts tsig ttl tunnel two txt type types tz udp udp4 udp6 uncaughtexception und under underbar
understand undici unhealthy unicast unique unknown unless unlimited unprotected unreachable unreadable
unrecognizedclientex unset unspecified until untried unusable up update updatednsrecords updates upnp
upper upsert url urn us usable use used user uses utf utf8 v1 v2 v3 v4 v5 valid validity value variables
verbar version vert visible vote vpn vultr wait wants warn warning warp was way webserver webservice well
were what when where whether which while who whoami whole whose why with within without work world would
write writer writes written wrong wrongly xml xmlns xmlsoap xn year yes yet your yours yxdomain yxrrset
yyyy z2fdtndataqyw2 zero zone zones
`;
