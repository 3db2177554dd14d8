import { useMutation, useQuery } from '@tanstack/react-query';
import { MonitorSmartphone } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { PushDevice } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { isProblem } from '../../lib/problem.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { showToast } from '../../ui/toasts.ts';
import { pushDevicesQuery, pushStateQuery, removePushDevice } from '../../data/push/queries.ts';
import { turnPushOff, turnPushOn } from '../../data/push/this-browser.ts';
import { useMe } from '../../data/session/use-me.ts';
import { deviceText } from '../security/device-text.ts';

/** Push messages in this browser, and the other devices that receive them. */
export function PushSection() {
  const { t } = useTexts();
  const { data: devices = [] } = useQuery(pushDevicesQuery);
  return (
    <Section title={t('push.title')} text={t('push.text')}>
      <ThisBrowser />
      {devices.length > 0 && (
        <ul aria-label={t('push.devices')}>
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ThisBrowser() {
  const { t } = useTexts();
  const { id } = useMe();
  const { data: state = 'off' } = useQuery(pushStateQuery(id));
  const change = useMutation({
    mutationFn: async () => (state === 'on' ? turnPushOff() : void (await turnPushOn(id))),
    onError: (error) =>
      showToast({ tone: 'danger', text: isProblem(error) ? problemText(error) : t('push.notReachable') }),
  });
  return (
    <SettingRow icon={<Icon of={MonitorSmartphone} />} title={t('push.here')} text={t(`push.states.${state}`)}>
      {(state === 'on' || state === 'off') && (
        <Button
          tone={state === 'off' ? 'primary' : 'secondary'}
          isBusy={change.isPending}
          onClick={() => change.mutate()}
        >
          {state === 'on' ? t('push.turnOff') : t('push.turnOn')}
        </Button>
      )}
    </SettingRow>
  );
}

function DeviceRow({ device: { id, device, createdAt, sentAt } }: { device: PushDevice }) {
  const { t } = useTexts();
  const name = deviceText(device);
  const remove = useMutation({
    mutationFn: () => removePushDevice(id),
    onSuccess: () => showToast({ text: t('push.removed', { device: name }) }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <li>
      <SettingRow
        icon={<Icon of={MonitorSmartphone} />}
        title={name}
        text={
          <>
            {sentAt === null ? t('push.since') : t('push.last')} <Ago moment={sentAt ?? createdAt} />
          </>
        }
      >
        <Button
          aria-label={t('push.removeDevice', { device: name })}
          isBusy={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {t('push.remove')}
        </Button>
      </SettingRow>
    </li>
  );
}
