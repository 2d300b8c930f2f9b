import { createServer } from 'node:net'

const anyAddress = ['0.0.0.0', '::']

/** Why a server could not listen there: another one does, this user may not (below 1024), or the machine lacks the address. */
export type PortTrouble = 'taken' | 'forbidden' | 'no_address'

/** What keeps a server from listening there now; undefined when nothing does. */
export function portTrouble(port: number, host = '127.0.0.1'): Promise<PortTrouble | undefined> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', error => resolve(troubleOf(error)))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)))
  })
}

function troubleOf(error: Error): PortTrouble {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EACCES' || code === 'EPERM') return 'forbidden'
  return code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'no_address' : 'taken'
}

export async function isPortFree(port: number, host?: string): Promise<boolean> {
  return (await portTrouble(port, host)) === undefined
}

/** A port to try instead of one that cannot be had. */
export function otherPort(port: number): number {
  if (port < 1024) return port + 3000
  return port + 100 > 65_535 ? port - 100 : port + 100
}

/**
 * A free port between 20000 and 32000. That is below the range from which systems give outgoing connections
 * their ports: a client that keeps reconnecting to a port in that range while its server is down can in the end
 * reach itself, and then the server cannot have its port back.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isPortFree(port, host)) return port
  }
  throw new Error('No free port was found between 20000 and 32000.')
}

/** The address under which this machine reaches a server that listens on `host`. */
export function localHost(host: string): string {
  return anyAddress.includes(host) ? '127.0.0.1' : host
}
