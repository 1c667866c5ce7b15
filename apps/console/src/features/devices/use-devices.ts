/** Which microphones and loudspeakers there are; their names are known once the microphone was allowed. */
import { useCallback, useEffect, useState } from 'react';

export interface NamedDevice {
  id: string;
  name: string;
}

interface Devices {
  inputs: NamedDevice[];
  outputs: NamedDevice[];
  look(): void;
}

export function useDevices(): Devices {
  const [all, setAll] = useState<MediaDeviceInfo[]>([]);
  const look = useCallback(() => {
    // A page on an unsafe address has no devices at all.
    void navigator.mediaDevices?.enumerateDevices().then(setAll, () => setAll([]));
  }, []);
  useEffect(() => {
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
  }, [look]);
  return { inputs: named(all, 'audioinput'), outputs: named(all, 'audiooutput'), look };
}

/** Not the browser's own name for "whatever the system uses": that is the choice of no device. */
function named(all: MediaDeviceInfo[], kind: MediaDeviceKind): NamedDevice[] {
  return all
    .filter((one) => one.kind === kind && one.deviceId !== '' && one.deviceId !== 'default')
    .map(({ deviceId, label }) => ({ id: deviceId, name: label || deviceId.slice(0, 8) }));
}
