import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { useDeviceName } from './place.ts'
import type { Device, Session } from './queries.ts'

const refresh = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: ['sessions'] }),
    queryClient.invalidateQueries({ queryKey: ['security', 'devices'] }),
  ])

/** Ended or gone meanwhile is what was wanted. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (codeOf(error) !== 'not_found') throw error
  }
}

export function EndSession({ session, onClose }: { session: Session; onClose: () => void }) {
  const { t } = useTranslation()
  const device = useDeviceName()(session.user_agent)
  const end = useMutation({
    mutationFn: () => unlessGone(api('endSession', { params: { session: session.id } })),
    async onSuccess() {
      await refresh()
      showToast({ text: t('security.devices.ended') })
      onClose()
    },
  })
  return (
    <Confirm
      title={t('ownProfile.endTitle')}
      text={t('ownProfile.endText', { device })}
      action={t('security.devices.end')}
      work={end}
      onClose={onClose}
    />
  )
}

export function EndOthers({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const end = useMutation({
    mutationFn: () => api('endOtherSessions', {}),
    async onSuccess({ ended }) {
      await refresh()
      showToast({ text: t('security.devices.endedMany', { count: ended }) })
      onClose()
    },
  })
  return (
    <Confirm
      title={t('security.devices.endAllTitle')}
      text={t('security.devices.endAllText')}
      action={t('security.devices.endAll')}
      work={end}
      onClose={onClose}
    />
  )
}

export function ForgetDevice({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation()
  const name = useDeviceName()(device.user_agent)
  const forget = useMutation({
    mutationFn: () => unlessGone(api('revokeDevice', { params: { device: device.id } })),
    async onSuccess() {
      await refresh()
      showToast({ text: t('security.devices.forgotten') })
      onClose()
    },
  })
  return (
    <Confirm
      title={t('security.devices.forgetTitle')}
      text={t('security.devices.forgetText', { device: name })}
      action={t('security.devices.forget')}
      work={forget}
      onClose={onClose}
    />
  )
}

type ConfirmProps = {
  title: string
  text: string
  action: string
  work: { isPending: boolean; error: Error | null; mutate: () => void }
  onClose: () => void
}

function Confirm({ title, text, action, work, onClose }: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <Sheet
      title={title}
      description={text}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={work.isPending} onClick={() => work.mutate()}>
            {action}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      {work.error ? <ErrorState error={work.error} /> : null}
    </Sheet>
  )
}
