import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BIC, IBANS, fingerprintOf, newKeys, type KeyPair } from '../simulators/bank/index.ts'
import { fileOf, launchService, portNear, type Service, type Surroundings } from './launch-services.ts'
import { freePort, localHost } from './platform/ports.ts'

/** The simulated bank as the server needs to know it. */
export type Bank = Service & {
  steeringUrl: string
  sftpUrl: string
  user: string
  /** Path of the private key our side signs in with. */
  keyFile: string
  hostKey: string
  nameCheckToken: string
}

const user = 'okpay'

/** A key pair of the folder, made at the first start: a server that changed its key would be taken for an impostor. */
async function keysOf(folder: string, name: string): Promise<KeyPair & { file: string }> {
  const file = join(folder, name)
  try {
    return {
      private: await readFile(file, 'utf8'),
      public: (await readFile(`${file}.pub`, 'utf8')).trim(),
      file,
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error
  }
  const keys = newKeys()
  // The public part last: a start that was killed in between makes both anew.
  await writeFile(file, keys.private, { mode: 0o600 })
  await writeFile(`${file}.pub`, `${keys.public}\n`, { mode: 0o600 })
  return { ...keys, file }
}

/** Starts the simulated bank with an SFTP server on a port of its own. */
export async function launchBank(
  around: Surroundings & { webPort: number; publicUrl: string },
): Promise<Bank> {
  const port = await portNear(around.webPort + 1)
  const sftpPort = await freePort(around.host)
  const folder = join(around.dataDir, 'bank-keys')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [host, client] = [await keysOf(folder, 'host'), await keysOf(folder, 'client')]
  const nameCheckToken = randomBytes(18).toString('base64url')
  const service = await launchService({
    name: 'nameBank',
    logName: 'bank',
    args: [fileOf('../simulators/bank/main.ts')],
    environment: {
      PATH: process.env['PATH'],
      LANG: process.env['LANG'],
      PORT: String(port),
      BANK_HOST: around.host,
      BANK_SFTP_PORT: String(sftpPort),
      BANK_SFTP_USER: user,
      BANK_HOST_KEY: host.private,
      BANK_CLIENT_KEY: client.public,
      BANK_NAME_CHECK_TOKEN: nameCheckToken,
      BANK_DATA_DIR: join(around.dataDir, 'bank'),
    },
    url: `http://${localHost(around.host)}:${port}`,
    readyPath: '/steer',
    dataDir: around.dataDir,
    toTerminal: around.toTerminal,
  })
  return {
    ...service,
    steeringUrl: `http://${new URL(around.publicUrl).hostname}:${port}/steer`,
    sftpUrl: `sftp://${localHost(around.host)}:${sftpPort}`,
    user,
    keyFile: client.file,
    hostKey: fingerprintOf(host.public),
    nameCheckToken,
  }
}

/** What the server is told of its bank: one that the operator has set is left alone. */
export function bankEnvironment(bank: Bank): NodeJS.ProcessEnv {
  if (process.env['OKPAY_BANK_SFTP_URL']) return {}
  return {
    OKPAY_BANK_SFTP_URL: bank.sftpUrl,
    OKPAY_BANK_SFTP_USER: bank.user,
    OKPAY_BANK_SFTP_KEY_FILE: bank.keyFile,
    OKPAY_BANK_SFTP_HOST_KEY: bank.hostKey,
    OKPAY_BANK_BIC: BIC,
    OKPAY_BANK_ACCOUNTS: Object.entries(IBANS)
      .map(([currency, iban]) => `${currency}=${iban}`)
      .join(','),
    BANK_STEERING_URL: bank.steeringUrl,
    ...(process.env['OKPAY_NAME_CHECK_URL']
      ? {}
      : { OKPAY_NAME_CHECK_URL: bank.url, OKPAY_NAME_CHECK_TOKEN: bank.nameCheckToken }),
  }
}
