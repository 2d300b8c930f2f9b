import { isIP } from 'node:net'

/** A network in CIDR notation (RFC 4632, RFC 4291): `10.0.0.0/8` is the address and 8. */
export type Network = { address: string; prefix: number }

/**
 * Networks separated by commas or spaces; an address alone is a network of its own. Answers the part that is not
 * one where there is such a part.
 */
export function readNetworks(text: string): Network[] | string {
  const parts = text.split(/[\s,]+/).filter(part => part !== '')
  const networks: Network[] = []
  for (const part of parts) {
    const network = readNetwork(part)
    if (network === undefined) return part
    networks.push(network)
  }
  return networks
}

function readNetwork(text: string): Network | undefined {
  const [address = '', given, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || more.length > 0) return undefined
  const longest = family === 4 ? 32 : 128
  if (given === undefined) return { address, prefix: longest }
  if (!/^[0-9]{1,3}$/.test(given)) return undefined
  const prefix = Number(given)
  return prefix <= longest ? { address, prefix } : undefined
}
