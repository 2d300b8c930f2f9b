import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileOf, launchService, portNear, type Service, type Surroundings } from './launch-services.ts'
import { localHost } from './platform/ports.ts'

/** The simulated e-wallet as the server needs to know it. */
export type Ewallet = Service & { steeringUrl: string; apiKey: string; notifySecret: string }

export async function launchEwallet(
  around: Surroundings & { webPort: number; publicUrl: string; apiUrl: string },
): Promise<Ewallet> {
  const port = await portNear(around.webPort + 2)
  const url = `http://${new URL(around.publicUrl).hostname}:${port}`
  const apiKey = `test_${randomBytes(18).toString('base64url')}`
  const notifySecret = `whsec_${randomBytes(24).toString('base64')}`
  const service = await launchService({
    name: 'nameEwallet',
    logName: 'ewallet',
    args: [fileOf('../simulators/ewallet/main.ts')],
    environment: {
      PATH: process.env['PATH'],
      LANG: process.env['LANG'],
      PORT: String(port),
      EWALLET_HOST: around.host,
      EWALLET_API_KEY: apiKey,
      EWALLET_NOTIFY_SECRET: notifySecret,
      EWALLET_NOTIFY_URL: `${around.apiUrl}/v1/webhooks/ewallet`,
      EWALLET_DATA_DIR: join(around.dataDir, 'ewallet'),
      EWALLET_PUBLIC_URL: url,
    },
    url: `http://${localHost(around.host)}:${port}`,
    readyPath: '/steer',
    dataDir: around.dataDir,
    toTerminal: around.toTerminal,
  })
  return { ...service, steeringUrl: `${url}/steer`, apiKey, notifySecret }
}

/** What the server is told of its e-wallet: one that the operator has set is left alone. */
export function ewalletEnvironment(ewallet: Ewallet): NodeJS.ProcessEnv {
  if (process.env['EWALLET_API_URL']) return {}
  return {
    EWALLET_API_URL: ewallet.url,
    EWALLET_API_KEY: ewallet.apiKey,
    EWALLET_NOTIFY_SECRET: ewallet.notifySecret,
    EWALLET_STEERING_URL: ewallet.steeringUrl,
  }
}
