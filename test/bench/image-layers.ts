import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';

/** One layer of an image in bytes: as it lies on the disk of the engine, and as a registry would send it. */
export interface Layer {
  readonly id: string;
  readonly unpacked: number;
  readonly gzip: number;
  readonly zstd: number;
}

/**
 * The layers of an image, from the base up; gzip at level 6 as registries have it, zstd at level 19. Those that are known
 * by another image are not packed again, which takes minutes.
 */
export async function layersOf(image: string, known: readonly Layer[] = []): Promise<Layer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const archive = join(folder, 'image.tar');
    execFileSync('docker', ['save', '--output', archive, image]);
    execFileSync('tar', ['--extract', '--file', archive, '--directory', folder]);
    const [manifest] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as [
      { readonly Layers: readonly string[]; readonly Config: string },
    ];
    const config = JSON.parse(readFileSync(join(folder, manifest.Config), 'utf8')) as {
      readonly rootfs: { readonly diff_ids: readonly string[] };
    };
    return await Promise.all(
      manifest.Layers.map(async (file, index) => {
        const id = config.rootfs.diff_ids[index] ?? file;
        const same = known.find((one) => one.id === id);
        if (same) return same;
        const layer = join(folder, file);
        const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 19 } });
        return {
          id,
          unpacked: statSync(layer).size,
          gzip: await sizeAfter(layer, createGzip({ level: 6 })),
          zstd: await sizeAfter(layer, zstd),
        };
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function sizeAfter(file: string, compression: NodeJS.ReadWriteStream): Promise<number> {
  let size = 0;
  const counted = new Writable({
    write(chunk: Uint8Array, _, done) {
      size += chunk.length;
      done();
    },
  });
  await pipeline(createReadStream(file), compression, counted);
  return size;
}
