import { useMutation, useQuery } from '@tanstack/react-query'
import { Laptop, Smartphone, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deviceOf } from '../../../contract/device.ts'
import { api } from '../../lib/api.ts'
import { formatDate, formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { List } from '../../ui/list.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { devicesQuery, twoStepQuery, type Device } from './queries.ts'

/** Where a sign-in was completed: there the password is enough, or the second step may be left out. */
export function DeviceList() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(devicesQuery)
  const [asked, setAsked] = useState<Device>()
  return (
    <section>
      <h2 className="text-lg font-semibold">{t('twoStep.devices.title')}</h2>
      <p className="mt-0.5 text-sm text-muted">{t('twoStep.devices.intro')}</p>
      <div className="mt-3">
        {data ? (
          <List label={t('twoStep.devices.title')}>
            {data.data.map(device => (
              <DeviceRow key={device.id} device={device} onRevoke={() => setAsked(device)} />
            ))}
          </List>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={2} />
        )}
      </div>
      {asked ? <RevokeSheet device={asked} onClose={() => setAsked(undefined)} /> : null}
    </section>
  )
}

function DeviceRow({ device, onRevoke }: { device: Device; onRevoke: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const name = device.name ?? t('twoStep.devices.unknown')
  const place = usePlace(device.place)
  const Icon = deviceOf(device.user_agent).handheld ? Smartphone : Laptop
  return (
    <li className="flex items-start gap-3.5 px-4 py-3.5 sm:px-5">
      <span
        aria-hidden
        className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken text-muted [&>svg]:size-4.5"
      >
        <Icon />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-semibold">
          <span className="min-w-0 wrap-anywhere">{name}</span>
          {device.current ? <Badge tone="brand">{t('twoStep.devices.current')}</Badge> : null}
          {!device.current && device.signed_in ? <Badge>{t('twoStep.devices.signedIn')}</Badge> : null}
        </p>
        <p className="mt-0.5 text-sm text-muted">
          {t('twoStep.devices.seen', { at: formatWhen(device.last_seen_at, language) })}
          {place ? ` · ${place}` : ''}
        </p>
        {device.remembered_until ? (
          <p className="text-sm text-muted">
            {t('twoStep.devices.remembered', { at: formatDate(device.remembered_until, language) })}
          </p>
        ) : null}
      </div>
      <Button
        variant="ghost"
        size="icon"
        onClick={onRevoke}
        aria-label={t('twoStep.devices.revokeNamed', { name })}
        title={t('twoStep.devices.revoke')}
        className="-me-2 text-muted"
      >
        <Trash2 aria-hidden className="size-4.5" />
      </Button>
    </li>
  )
}

function RevokeSheet({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation()
  const revoke = useMutation({
    mutationFn: () => api('revokeDevice', { params: { device: device.id } }),
    async onSuccess() {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: twoStepQuery.queryKey }),
      ])
      onClose()
    },
  })
  return (
    <Sheet
      title={t('twoStep.devices.revokeTitle')}
      description={t(device.current ? 'twoStep.devices.revokeCurrent' : 'twoStep.devices.revokeText')}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('twoStep.devices.revoke')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      {revoke.error ? <ErrorState error={revoke.error} /> : null}
    </Sheet>
  )
}

/** The country an address belongs to; nothing where that says nothing. */
function usePlace(place: string | null): string | undefined {
  const language = useLanguage()
  if (place === null || place === 'private') return undefined
  return new Intl.DisplayNames(language, { type: 'region' }).of(place) ?? place
}
