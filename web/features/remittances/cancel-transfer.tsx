import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { refreshMoney, type TransferAbroad } from './queries.ts'

/** Takes it back while it has not left; asked once more, because the price of today is gone with it. */
export function CancelTransfer({ transfer }: { transfer: TransferAbroad }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const cancel = useMutation({
    mutationFn: () => api('cancelTransferAbroad', { params: { transfer_abroad: transfer.id } }),
    onSuccess: answer => queryClient.setQueryData(['object', transfer.id], answer),
    // It may have left meanwhile: then the page must say so.
    onError: () => queryClient.invalidateQueries({ queryKey: ['object', transfer.id] }),
    onSettled() {
      setAsking(false)
      refreshMoney()
    },
  })
  return (
    <>
      {cancel.error ? <ErrorState error={cancel.error} /> : null}
      <Button variant="ghost" block onClick={() => setAsking(true)}>
        {t('abroad.cancel')}
      </Button>
      {asking ? (
        <Sheet
          title={t('abroad.cancelTitle')}
          description={
            <>
              {t('abroad.cancelText')} <Amount money={transfer.total} />
            </>
          }
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button block pending={cancel.isPending} onClick={() => cancel.mutate()}>
                {t('abroad.cancelYes')}
              </Button>
              <Button variant="secondary" block disabled={cancel.isPending} onClick={() => setAsking(false)}>
                {t('abroad.cancelNo')}
              </Button>
            </>
          }
        />
      ) : null}
    </>
  )
}
