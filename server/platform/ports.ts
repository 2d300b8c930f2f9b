import { createServer } from 'node:net'

const anyAddress = ['0.0.0.0', '::']

/** Whether a server could listen there now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
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
