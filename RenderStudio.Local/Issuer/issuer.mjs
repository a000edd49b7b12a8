// An OpenID Connect issuer for development and tests. Arguments: port, audience of the tokens.
// POST /token {grant_type=password, username} issues a token; the field claims contains further claims as JSON.
// POST /keys?alg=ES256 adds a key, with which the next tokens are signed.
import { Events, OAuth2Server } from 'oauth2-mock-server';

const [port, audience] = process.argv.slice(2);
const server = new OAuth2Server();
const { issuer, service } = server;

let newest = await issuer.keys.generate('RS256');
const find = issuer.keys.get.bind(issuer.keys);
issuer.keys.get = (kid) => find(kid ?? newest.kid);

service.on(Events.BeforeTokenSigning, (token, request) => {
  const { aud, client_id, claims } = request.body;
  token.payload.aud = aud ?? audience;
  token.payload.sub ??= client_id;
  Object.assign(token.payload, JSON.parse(claims ?? '{}'));
});

service.addRoute('POST', '/keys', async (request, response) => {
  newest = await issuer.keys.generate(request.query.alg ?? 'RS256');
  response.statusCode = 201;
  response.end();
});

await server.start(Number(port), '127.0.0.1');
issuer.url = `http://127.0.0.1:${server.address().port}`;
