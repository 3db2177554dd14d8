const side = 512;
const quality = 0.9;

/**
 * Crops a picture to a square and scales it down for the upload.
 * @throws if the browser cannot read it as a picture.
 */
export async function squarePicture(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const edge = Math.min(picture.width, picture.height);
  const size = Math.min(edge, side);
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const [left, top] = [(picture.width - edge) / 2, (picture.height - edge) / 2];
  canvas.getContext('2d')?.drawImage(picture, left, top, edge, edge, 0, 0, size, size);
  picture.close();
  return new Promise((resolve, reject) => {
    // Browsers that cannot write WebP write PNG.
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/webp', quality);
  });
}
