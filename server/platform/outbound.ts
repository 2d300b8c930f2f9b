import { lookup as lookUp, type LookupAddress, type LookupAllOptions } from 'node:dns'
import { Agent, request } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Calls to addresses that customers gave us (OWASP: server-side request forgery). Such an address is resolved once,
 * and the connection goes to what was found; if any of it is not on the public internet, there is no call. Nothing
 * is followed, and of the answer only the status is looked at.
 */

/** Refused before anything was sent: the address is not one of the public internet. */
export class ForbiddenAddress extends Error {}

/** IANA's registry of special-purpose IPv4 addresses (RFC 6890), with multicast and the old class E. */
const specialIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Within IPv6's global range, what leads elsewhere: protocol assignments, documentation, and 6to4 with an IPv4 inside. */
const specialIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']
/** All of IPv6 that is public; what maps or translates IPv4 addresses lies outside. */
const globalIpv6 = ['2000::/3']

function blockList(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/')
    list.addSubnet(address, Number(prefix), family)
  }
  return list
}

const refusedIpv4 = blockList(specialIpv4, 'ipv4')
const refusedIpv6 = blockList(specialIpv6, 'ipv6')
const publicIpv6 = blockList(globalIpv6, 'ipv6')

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refusedIpv4.check(address, 'ipv4')
    case 6:
      return publicIpv6.check(address, 'ipv6') && !refusedIpv6.check(address, 'ipv6')
    default:
      return false
  }
}

/** Whether we would call there at all: https at its own port, by a name or a public address, without a user in it. */
export function isOutsideUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '')
    return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return isPublicAddress(host)
  return (
    /^[a-z0-9.-]+\.[a-z0-9-]*[a-z][a-z0-9-]*$/.test(host) &&
    !/\.(localhost|local|internal|test|invalid)$/.test(host)
  )
}

/** All addresses of a name, as `dns.lookup` finds them. */
type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Resolves a name for a connection, or refuses all of it when a part of the answer is not public. */
export function guardedLookup(resolve: Resolve = lookUp): LookupFunction {
  return (hostname, options, answer) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return answer(error, '')
      const [first] = addresses
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address)))
        return answer(new ForbiddenAddress('the name leads to an address that is not public'), '')
      if (options.all === true) return answer(null, addresses)
      answer(null, first.address, first.family)
    })
  }
}

export function createOutboundAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 20, scheduling: 'lifo', lookup: guardedLookup() })
}

/**
 * Posts to an address a customer gave us; the status of the answer.
 * @throws ForbiddenAddress where it leads inside; other errors where nobody answered in time.
 */
export async function postOutside(
  url: string,
  options: {
    headers: Readonly<Record<string, string | number>>
    body: Buffer
    timeoutMs: number
    agent: Agent
  },
): Promise<number> {
  if (!isOutsideUrl(url)) throw new ForbiddenAddress('the address is not one of the public internet')
  return await new Promise((resolve, reject) => {
    const sending = request(url, {
      method: 'POST',
      headers: { ...options.headers },
      agent: options.agent,
      signal: AbortSignal.timeout(options.timeoutMs),
    })
    sending.on('response', response => {
      resolve(response.statusCode ?? 0)
      // Whatever else it wants to say, we do not read: the answer may be endless.
      response.destroy()
    })
    sending.on('error', reject)
    sending.end(options.body)
  })
}
