"""k8s.images: the images of the product, how they are built, and what runs in them."""
